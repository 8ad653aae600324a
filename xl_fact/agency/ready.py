"""What every brand's report needs alike, made once, before the process is copied: `Crew` has it imported."""

from __future__ import annotations

import gc

from xl_fact.exports.formats.format import shipped
from xl_fact.steps import one_job
from xl_fact.surfaces.lambdas import definitions

shipped()
definitions()
gc.freeze()
one_job()
