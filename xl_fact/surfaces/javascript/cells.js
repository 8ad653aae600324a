// Cells to arguments and answers to cells, as `xl_fact.core` does it. DATA holds the words and patterns of the
// core, FUNCTIONS its declarations; both are written by the generator before this text.

const [OK, BLANK] = [0, 1];
const CODES = Object.fromEntries(DATA.errors.map((name, at) => [name, at + 2]));
const [VALUE_CODE, NUM_CODE] = [CODES["#VALUE!"], CODES["#NUM!"]];
const WHOLE_COLUMN = [1048576, 65536];

class ShapeError extends Error {}

/** What a key stands for; undefined for one that the object has from elsewhere. */
const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
const own = (object, key) => (has(object, key) ? object[key] : undefined);

/** Long loops go in stretches: an engine makes a function fast that it calls often, not one that runs long once. */
const STRETCH = 512;
function inStretches(height, f) {
  for (let from = 0; from < height; from += STRETCH) f(from, Math.min(from + STRETCH, height));
}

/** A function's record, whole: what a declaration doesn't say is not so. */
function declared(said, body) {
  const bounds = { low: -Infinity, high: Infinity, text: false };
  const plain = { ...bounds, blank: "required", value: null, column: false, optional: false, mayBeEmpty: false, size: null };
  return {
    heading: null,
    words: {},
    ...said,
    result: { ...bounds, ...said.result },
    parameters: said.parameters.map((p) => ({ ...plain, ...p })),
    body,
  };
}

// ---------------------------------------------------------------- grids
/** Raw cells in two dimensions: a lone value, a row, or rows. */
function gridOf(raw) {
  if (!Array.isArray(raw)) return { rows: [[raw]], height: 1, width: 1 };
  if (raw.length === 0) return { rows: [[null]], height: 1, width: 1 };
  if (!Array.isArray(raw[0])) return { rows: [raw], height: 1, width: raw.length };
  const width = raw[0].length;
  inStretches(raw.length, (from, to) => checkWidths(raw, from, to, width));
  if (width === 0) return gridOf([]);
  return { rows: raw, height: raw.length, width };
}
function checkWidths(rows, from, to, width) {
  for (let r = from; r < to; r++) if (!Array.isArray(rows[r]) || rows[r].length !== width) throw new ShapeError();
}
const emptyCell = (cell) => cell === null || cell === undefined || cell === "";
function usedHeight(grid) {
  let last = grid.height;
  while (last > 1 && grid.rows[last - 1].every(emptyCell)) last--;
  return last;
}
/** Whole columns, cut down to the last row that any of them uses. */
function trimmed(grids, whole) {
  const tall = grids.filter(whole);
  if (!tall.length) return grids;
  const used = Math.max(...tall.map(usedHeight));
  return grids.map((g) => (whole(g) ? { rows: g.rows.slice(0, used), height: used, width: g.width } : g));
}
const isWhole = (grid) => WHOLE_COLUMN.includes(grid.height);
const isOmitted = (grid) => grid.height === 1 && grid.width === 1 && emptyCell(grid.rows[0][0]);

// ---------------------------------------------------------------- numbers
const NUMBER_TEXT = new RegExp(`^(?:${DATA.number.replaceAll("\\s", DATA.spaces)})$`, "su");
const SPACED_DIGITS = new RegExp(DATA.spaced, "gu");
const GROUPS = { ",": /^\d{1,3}(?:,\d{3})+$/, ".": /^\d{1,3}(?:\.\d{3})+$/ };
const [SPACE, STRIP] = [new Set(DATA.space), new Set(DATA.strip)];
const SIMPLE = /^-?\d+(?:\.\d+)?$/;
const MISSING = new Set(DATA.missing);
const NO_CENTS = new Set(DATA.noCents);

/** A text without the signs at its ends. */
function stripped(text, signs) {
  let [from, to] = [0, text.length];
  while (from < to && signs.has(text[from])) from++;
  while (from < to && signs.has(text[to - 1])) to--;
  return text.slice(from, to);
}
const isMissing = (text) => MISSING.has(text) || MISSING.has(stripped(text, STRIP).toLowerCase());
const dashed = (text) => Array.from(text, (sign) => own(DATA.dashes, sign) ?? sign).join("");

/** Digits of any script as those of ours: each script has its ten in a row. */
function digitsOf(text) {
  const isDigit = (code) => /\p{Nd}/u.test(String.fromCodePoint(code));
  return text.replace(/\p{Nd}/gu, (sign) => {
    let zero = sign.codePointAt(0);
    while (isDigit(zero - 1)) zero--;
    return (sign.codePointAt(0) - zero) % 10;
  });
}
/** A text as a number: NaN for a marker of a missing value, null where it is none. */
function parseNumber(text, pick = "middle") {
  if (SIMPLE.test(text)) return Number.isFinite(Number(text)) ? Number(text) : null;
  let plain = stripped(text, STRIP).toLowerCase();
  if (MISSING.has(plain)) return NaN;
  plain = plain.replace(SPACED_DIGITS, (run, before) => before + run.slice(before.length).replace(/\P{Nd}/gu, ""));
  let match = NUMBER_TEXT.exec(plain);
  if (!match) {
    if (/\p{No}/u.test(plain)) return null;
    plain = stripped(dashed(digitsOf(plain.normalize("NFKC"))), STRIP).toLowerCase();
    if (MISSING.has(plain)) return NaN;
    match = NUMBER_TEXT.exec(plain);
  }
  if (!match) return null;
  const part = match.groups;
  if ((part.open === undefined) !== (part.close === undefined)) return null;
  if (part.open !== undefined && (part.sign1 || part.inner1)) return null; // a bracket is a minus already
  if (part.to === undefined) {
    const value = valueOf(part, 1, part.unit1);
    return value === null ? null : part.open === undefined ? value : -value;
  }
  return rangeOf(part, pick);
}
function rangeOf(part, pick) {
  const coded = (digits) => /^0\d/.test(digits);
  if (part.to === "-" && (coded(part.digits1) || coded(part.digits2))) return null;
  let unit = part.unit1;
  const high = valueOf(part, 2, part.unit2);
  if (high === null) return null;
  if (unit === undefined && part.unit2 !== undefined) {
    const [first, second] = [valueOf(part, 1), valueOf(part, 2)];
    if (first === null || second === null) return null;
    if (first <= second) unit = part.unit2;
  }
  if ((unit === "%" || unit === "‰") && part.unit2 !== unit) return null;
  const low = valueOf(part, 1, unit);
  if (low === null || low > high || part.open !== undefined) return null;
  const found = { low, middle: (low + high) / 2, high }[pick];
  return Number.isFinite(found) ? found : null;
}
function valueOf(part, n, unit) {
  const [sign, inner] = [part[`sign${n}`], part[`inner${n}`]];
  if (sign && inner) return null;
  const noCents = NO_CENTS.has(part[`before${n}`]) || NO_CENTS.has(part[`after${n}`]);
  const digits = decimalOf(part[`digits${n}`], noCents && unit === undefined);
  if (digits === null) return null;
  const value = Number(`${sign || inner}${digits}e${Number(part[`power${n}`] ?? 0) + (unit ? DATA.units[unit] : 0)}`);
  return Number.isFinite(value) ? value : null;
}
/** Digits with dots and commas as JavaScript writes them. */
function decimalOf(digits, noCents) {
  const [comma, dot] = [digits.lastIndexOf(","), digits.lastIndexOf(".")];
  if (comma < 0 && dot < 0) return digits;
  if (comma >= 0 && dot >= 0) {
    const [thousands, at] = dot > comma ? [",", dot] : [".", comma];
    const [whole, fraction] = [digits.slice(0, at), digits.slice(at + 1)];
    const sound = GROUPS[thousands].test(whole) && (/^\d+$/.test(fraction) || (fraction === "" && at === dot));
    return sound ? `${whole.replaceAll(thousands, "")}.${fraction}` : null;
  }
  const mark = comma >= 0 ? "," : ".";
  const grouped = GROUPS[mark].test(digits) && !digits.startsWith("0");
  if (digits.split(mark).length > 2) return grouped ? digits.replaceAll(mark, "") : null;
  return grouped && (mark === "," || noCents) ? digits.replaceAll(mark, "") : digits.replaceAll(",", ".");
}

/** A cell as [number, code]. */
function numberOf(cell) {
  if (typeof cell === "number") {
    if (cell >= -2146826300 && cell <= -2146826200 && Number.isInteger(cell)) return [NaN, own(DATA.comErrors, cell) ?? VALUE_CODE];
    return Number.isFinite(cell) ? [cell, OK] : [NaN, cell !== cell ? BLANK : NUM_CODE];
  }
  if (cell === null || cell === undefined) return [NaN, BLANK];
  if (typeof cell === "boolean") return [NaN, VALUE_CODE];
  if (typeof cell === "string") {
    if (has(CODES, cell)) return [NaN, CODES[cell]];
    const number = parseNumber(cell);
    return number === null ? [NaN, VALUE_CODE] : number !== number ? [NaN, BLANK] : [number, OK];
  }
  if (cell instanceof Date || Object.prototype.toString.call(cell) === "[object Date]") {
    const serial = (clock.wall(cell) - $EPOCH) / 864e5;
    return Number.isFinite(serial) ? [serial, OK] : [NaN, NUM_CODE];
  }
  return recordOf(cell);
}
/** What the clock on the wall showed, as if it were UTC; a host whose sheets have a zone of their own puts its own here. */
const clock = {
  wall: (day) => Date.UTC(day.getFullYear(), day.getMonth(), day.getDate(), day.getHours(), day.getMinutes(), day.getSeconds(), day.getMilliseconds()),
};
/** A cell with a type of its own: an error, or a value. */
function recordOf(cell) {
  const { basicValue } = cell;
  if (cell.type === "Error") return [NaN, own(CODES, basicValue) ?? VALUE_CODE];
  return basicValue === undefined || typeof basicValue === "object" ? [NaN, VALUE_CODE] : numberOf(basicValue);
}
function textOf(cell) {
  if (typeof cell === "boolean") return [cell ? "TRUE" : "FALSE", OK];
  if (typeof cell === "string" && !has(CODES, cell)) return isMissing(cell) ? ["", BLANK] : [stripped(cell, SPACE), OK];
  const [number, code] = numberOf(cell);
  return code ? ["", code] : [shownNumber(number), OK];
}
function shownNumber(number) {
  if (Math.abs(number) < 1e15 && Number.isInteger(number)) return String(number);
  const [digits, power] = (Math.abs(number) < 1e15 ? String(number) : Number(number.toPrecision(15)).toExponential()).split("e");
  return power ? `${digits}${Math.abs(number) < 1 ? "e" : "E"}${power[0]}${power.slice(1).padStart(2, "0")}` : digits;
}

/** An argument's cells in reading order: values, and a code for each unless all are plain. */
function blockOf(grid, parameter) {
  const size = grid.height * grid.width;
  return parameter.text ? textBlock(grid, size) : numberBlock(grid, size, parameter);
}
function textBlock(grid, size) {
  const [values, codes] = [new Array(size), new Uint8Array(size)];
  let at = 0;
  for (const row of grid.rows) for (const cell of row) [values[at], codes[at++]] = textOf(cell);
  return { values, codes: codes.some(Boolean) ? codes : null, height: grid.height, width: grid.width };
}
function numberBlock({ rows, height, width }, size, { low, high }) {
  const values = new Float64Array(size);
  const [least, most] = [Math.max(low, -2146826199), Math.min(high, Number.MAX_VALUE)]; // others need a closer look
  let codes = null;
  const known = new Map();
  const odd = (at, cell) => {
    let read = known.get(cell);
    if (read === undefined) {
      read = numberOf(cell);
      if (read[1] === OK && (read[0] < low || read[0] > high)) read = [read[0], NUM_CODE];
      known.set(cell, read);
    }
    values[at] = read[0];
    if (read[1]) (codes ??= new Uint8Array(size))[at] = read[1];
  };
  inStretches(height, (from, to) => readNumbers(rows, from, to, width, least, most, values, odd));
  return { values, codes, height, width };
}
function readNumbers(rows, from, to, width, least, most, values, odd) {
  for (let r = from, at = from * width; r < to; r++) {
    const row = rows[r];
    for (let c = 0; c < width; c++, at++) {
      const cell = row[c];
      if (typeof cell === "number" && cell >= least && cell <= most) values[at] = cell;
      else odd(at, cell);
    }
  }
}

// ---------------------------------------------------------------- words
const IGNORED = new RegExp(`[${DATA.ignored}]`, "gu");
/** Without capitals, as names are compared: ß is ss, and Σ has one small letter. */
const folded = (text) =>
  text.toLowerCase().replace(/[^\x00-\x7f\u3000-\uffff]/gu, (sign) => (sign === "ı" ? sign : sign.toUpperCase().toLowerCase()));
const normalised = (text) => folded(text.normalize("NFKC").replace(IGNORED, ""));
const TOTALS = new Set(DATA.totals);
const NO_CAMPAIGN = new Set(DATA.noCampaign);
/** The names of the workbook that formulas call: how a text is read, named and told apart. */
const XLF_NAME = $pass((text) => normalised($text(text)));
const XLF_TOTAL = $pass((text) => {
  const base = normalised($text(text)).replace(/[【】]/gu, "").split("(")[0];
  return TOTALS.has(base) || DATA.totalEndings.some((end) => base.endsWith(end)) ? 1 : 0;
});
const XLF_CAMPAIGN = $pass((text) => (NO_CAMPAIGN.has(normalised($text(text))) ? 0 : 1));
const XLF_READ = $pass((text, pick) => {
  const meaning = own(DATA.ranges, normalised($text(pick)));
  const number = meaning === undefined ? null : parseNumber($text(text), meaning);
  return number === null ? $VALUE : number !== number ? "" : number;
});

// ---------------------------------------------------------------- element by element
function commonShape(grids) {
  const [height, width] = [Math.max(...grids.map((g) => g.height)), Math.max(...grids.map((g) => g.width))];
  for (const g of grids) if (![1, height].includes(g.height) || ![1, width].includes(g.width)) throw new ShapeError();
  return [height, width];
}
function broadcast(block, height, width) {
  if (block.height === height && block.width === width) return block;
  const pick = (list) => {
    const found = new list.constructor(height * width);
    for (let r = 0, at = 0; r < height; r++)
      for (let c = 0; c < width; c++, at++)
        found[at] = list[(block.height === 1 ? 0 : r) * block.width + (block.width === 1 ? 0 : c)];
    return found;
  };
  return { values: pick(block.values), codes: block.codes && pick(block.codes), height, width };
}
/** The codes that the arguments alone decide: the first error, or a blank. */
function overlaid(blocks, parameters, size) {
  if (blocks.every((b) => b.codes === null)) return null;
  const answer = new Uint8Array(size);
  for (let at = 0; at < size; at++) {
    let [blank, nothing] = [false, true];
    for (let i = 0; i < blocks.length && answer[at] === OK; i++) {
      const code = blocks[i].codes === null ? OK : blocks[i].codes[at];
      if (code > BLANK) answer[at] = code;
      if (code === BLANK && parameters[i].blank === "required") blank = true;
      if (code !== BLANK && parameters[i].blank !== "default") nothing = false;
    }
    if (answer[at] === OK && (blank || nothing)) answer[at] = BLANK;
  }
  return answer;
}
/** What stands for a blank. */
const standIn = (p) => (p.blank === "default" && p.value !== null ? p.value : p.blank === "zero" ? 0 : "");
function filledIn(block, p) {
  if (block.codes === null) return block.values;
  const values = Array.from(block.values);
  block.codes.forEach((code, at) => {
    if (code) values[at] = code === BLANK ? standIn(p) : "";
  });
  return values;
}
function eachOf(f, blocks, height, width) {
  const spread = blocks.map((b) => broadcast(b, height, width));
  const codes = overlaid(spread, f.parameters, height * width);
  const values = spread.map((b, i) => filledIn(b, f.parameters[i]));
  const { body } = f;
  const { high, text } = f.result;
  const low = high === Infinity ? -Infinity : f.result.low;
  const texts = f.parameters.every((p) => p.text);
  const finished = (found) => {
    if (typeof found === "number") return found > high || found < low ? "#NUM!" : found;
    return found === "" && !text ? null : cellOf(found);
  };
  const cell = (at) => {
    const code = codes === null ? OK : codes[at];
    if (code !== OK) return code === BLANK ? null : DATA.errors[code - 2];
    return texts ? once(at) : finished(body(values, at));
  };
  const known = new Map(); // texts repeat in a column, and to read one takes long
  const once = (at) => {
    const key = JSON.stringify(values.map((column) => column[at]));
    if (!known.has(key)) known.set(key, finished(body(values, at)));
    return known.get(key);
  };
  const rows = new Array(height);
  if (codes === null && width === 1 && !texts)
    inStretches(height, (from, to) => answerNumbers(body, values, rows, from, to, low, high, finished));
  else for (let r = 0; r < height; r++) rows[r] = Array.from({ length: width }, (_, c) => cell(r * width + c));
  return rows;
}
function answerNumbers(body, values, rows, from, to, low, high, finished) {
  for (let r = from; r < to; r++) {
    const found = body(values, r);
    rows[r] = typeof found === "number" && found <= high && found >= low ? [found] : [finished(found)];
  }
}
const cellOf = (x) => ($bad(x) ? x.name : x ?? null);

// ---------------------------------------------------------------- columns at once
function checkSizes(f, grids) {
  let length = null;
  f.parameters.forEach((p, i) => {
    const g = grids[i];
    if (!p.column || (p.optional && isOmitted(g))) return;
    if (p.size) {
      if (g.height !== p.size[0] || g.width !== p.size[1]) throw new ShapeError();
    } else if (length === null) length = g.height * g.width;
    else if (length !== g.height * g.width) throw new ShapeError();
  });
}
const codesOf = (block) => block.codes ?? new Uint8Array(block.values.length);

function wholeOf(f, blocks, omitted) {
  const flat = blocks.map((b) => ({ codes: codesOf(b), block: b }));
  const heads = f.parameters.flatMap((p, i) =>
    p.column && !p.size && !omitted[i] && !p.text ? [flat[i].codes.length > 1 ? flat[i].codes[0] : OK] : [],
  );
  const heading = heads.length && heads.every((code) => code === VALUE_CODE) ? 1 : 0;
  const values = [];
  let [nothing, blank, kept] = [true, false, null];
  for (const [i, p] of f.parameters.entries()) {
    if (omitted[i]) {
      values.push(p.value ?? "");
      continue;
    }
    const from = p.column ? heading : 0;
    if (!p.column && flat[i].codes.length !== 1) throw new ShapeError();
    const codes = flat[i].codes.slice(from);
    const error = codes.find((code) => code > BLANK);
    if (error) return { rows: [[DATA.errors[error - 2]]] };
    const empty = codes.every((code) => code === BLANK);
    if (!p.optional) {
      nothing &&= empty;
      blank ||= empty && !p.mayBeEmpty;
    }
    const read = filledIn({ values: flat[i].block.values.slice(from), codes: codes.some(Boolean) ? codes : null }, p);
    if (p.column && p.blank === "left out") kept = Array.from(codes, (code, at) => code === OK && (kept === null || kept[at]));
    values.push(p.column ? new Column(Array.from(read)) : read[0]);
  }
  if (nothing || blank || (kept !== null && !kept.includes(true))) return { rows: [[null]] };
  const given = kept === null ? values : values.map((v, i) => (f.parameters[i].column && !omitted[i] ? new Column(v.cells.filter((_, at) => kept[at])) : v));
  const flags = omitted.filter((_, i) => f.parameters[i].optional);
  const answer = f.body(...given, ...flags);
  if (f.shape === "pool") {
    const { low, high } = f.result;
    return { rows: [[typeof answer === "number" && (answer < low || answer > high) ? "#NUM!" : cellOf(answer)]] };
  }
  const rows = $table(answer).map((row) => row.map(cellOf));
  const first = given.find($isTable);
  const headed = heading && f.heading && rows.length === first?.cells.length;
  return { rows: headed ? [[...f.heading], ...rows] : rows };
}

// ---------------------------------------------------------------- tables: a language, or a part
function wordOf(grid) {
  if (grid.height * grid.width !== 1) throw new ShapeError();
  const [word, code] = textOf(grid.rows[0][0]);
  if (code > BLANK) throw new ShapeError();
  return word;
}
function told(f, rows, part, language) {
  const key = own(DATA.languages, normalised(language || "zh"));
  if (key === undefined) throw new ShapeError();
  if (f.shape !== "table" || (rows.length === 1 && rows[0].length === 1)) return rows;
  const found = part ? partOf(f, rows, part) : rows;
  return key === "en" ? found.map((row) => row.map((cell, at) => translated(f, cell, at === row.length - 1))) : found;
}
function translated(f, cell, note) {
  if (typeof cell !== "string") return cell;
  const word = own(f.words, cell);
  if (word !== undefined) return word;
  return note ? Object.entries(f.words).reduce((done, [zh, en]) => done.replaceAll(zh, en), cell) : cell;
}
function partOf(f, rows, part) {
  const shows = f.heading === null || f.heading.every((head, at) => rows[0][at] === head);
  const heads = (shows ? rows[0] : f.heading).map((cell) => $text(cell));
  const body = shows ? rows.slice(1) : rows;
  const slash = part.lastIndexOf("/");
  const column = placeOf(f, heads, part.slice(slash + 1));
  if (slash < 0) return body.map((row) => [row[column]]);
  const names = body.map(([name]) => (typeof name === "number" ? sixDigits(name) : name ?? ""));
  return [[body[placeOf(f, names, part.slice(0, slash))][column]]];
}
function placeOf(f, names, wanted) {
  for (const spoken of [names, names.map((name) => own(f.words, name) ?? name)]) {
    const at = spoken.findIndex((name) => normalised(name) === normalised(wanted));
    if (at >= 0) return at;
  }
  throw new ShapeError();
}
function sixDigits(number) {
  const [digits, power] = number.toExponential(5).split("e");
  if (power < -4 || power > 5) return `${Number(digits)}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  return String(Number(number.toPrecision(6)));
}

// ---------------------------------------------------------------- a call
/**
 * Answer raw cells with rows of cells: numbers, texts, null for a blank, "#DIV/0!" for an error; "#NAME?" where there
 * is no such function.
 * @param {string} name As typed in a cell.
 * @param {any[]} given Each argument: a value, or rows of values.
 * @param {(grid: object) => boolean} whole Whether a range is a whole column, to be cut to its used part.
 */
function answer(name, given, whole = isWhole) {
  const raw = given ?? [];
  const f = own(FUNCTIONS, String(name).toUpperCase());
  if (f === undefined) return [["#NAME?"]];
  const count = f.parameters.length;
  const most = count + (f.shape === "table" ? 2 : 0);
  if (raw.length > most) return [["#VALUE!"]];
  try {
    const grids = trimmed(Array.from({ length: most }, (_, i) => gridOf(raw[i] ?? null)), whole);
    const blocks = f.parameters.map((p, i) => grids[i]);
    if (f.shape === "each") {
      const [height, width] = commonShape(grids);
      return eachOf(f, blocks.map((g, i) => blockOf(g, f.parameters[i])), height, width);
    }
    checkSizes(f, grids);
    const omitted = f.parameters.map((p, i) => p.optional && isOmitted(grids[i]));
    const { rows } = wholeOf(f, blocks.map((g, i) => blockOf(g, f.parameters[i])), omitted);
    const words = grids.slice(count).map(wordOf);
    return told(f, rows, words[0] ?? "", words[1] ?? "");
  } catch (wrong) {
    if (wrong instanceof ShapeError) return [["#VALUE!"]];
    throw wrong;
  }
}
