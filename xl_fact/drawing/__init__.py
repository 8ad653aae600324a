"""How the report looks: its colours, charts, tables, and the house template they make."""
