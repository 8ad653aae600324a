// The spreadsheet functions that the formulas use, as a spreadsheet has them. A value is a number, a text, a
// logical, an XlError or a table: an array of rows. Every operator and most functions go element by element.

class XlError {
  constructor(name) {
    this.name = name;
  }
}
const $ERRORS = {};
const $error = (name) => ($ERRORS[name] ??= new XlError(name));
const [$DIV0, $VALUE, $REF, $NUM, $NA, $CALC] = ["#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#N/A", "#CALC!"].map($error);
const $bad = (x) => x instanceof XlError;

// ---------------------------------------------------------------- tables
/** A table of one column: its cells, one below the other. Most tables are, and as such they are quick. */
class Column {
  constructor(cells) {
    this.cells = cells;
  }
  get rows() {
    return (this.inRows ??= this.cells.map((cell) => [cell]));
  }
}
const $isTable = (x) => typeof x === "object" && (x instanceof Column || Array.isArray(x));
/** Rows as a table. */
const $made = (rows) => (rows[0].length === 1 ? new Column(rows.map(([cell]) => cell)) : rows);
const $table = (x) => (x instanceof Column ? x.rows : Array.isArray(x) ? x : [[x]]);
function $flat(x) {
  if (x instanceof Column) return x.cells;
  if (!Array.isArray(x)) return [x];
  const cells = [];
  for (const row of x) for (const cell of row) cells.push(cell);
  return cells;
}

/** Element by element: a table as large as the largest, where a lone row or column stands for all. */
function $spread(tables, f) {
  const [tall, ...others] = tables.filter($isTable);
  if (tall instanceof Column && others.every((t) => t instanceof Column && t.cells.length === tall.cells.length)) {
    return $down(tables, tall.cells.length, f);
  }
  const all = tables.map($table);
  let [height, width] = [1, 1];
  for (const t of all) [height, width] = [Math.max(height, t.length), Math.max(width, t[0].length)];
  const rows = [];
  for (let r = 0; r < height; r++) {
    const row = [];
    for (let c = 0; c < width; c++) row.push(f(...all.map((t) => $cellOf(t, r, c))));
    rows.push(row);
  }
  return $made(rows);
}
function $cellOf(table, r, c) {
  const row = table.length === 1 ? table[0] : table[r];
  return row === undefined ? $NA : row.length === 1 ? row[0] : c < row.length ? row[c] : $NA;
}
/** The same down columns of one height. */
function $down(tables, height, f) {
  const cells = new Array(height);
  const [x, y, z] = tables.map((t) => (t instanceof Column ? t.cells : null));
  const [one, two, three] = tables;
  if (tables.length > 3) {
    for (let r = 0; r < height; r++) cells[r] = f(...tables.map((t) => (t instanceof Column ? t.cells[r] : t)));
  } else if (tables.length === 1) for (let r = 0; r < height; r++) cells[r] = f(x[r]);
  else if (tables.length === 2) {
    for (let r = 0; r < height; r++) cells[r] = f(x === null ? one : x[r], y === null ? two : y[r]);
  } else {
    for (let r = 0; r < height; r++) {
      cells[r] = f(x === null ? one : x[r], y === null ? two : y[r], z === null ? three : z[r]);
    }
  }
  return new Column(cells);
}
/** A function of up to four cells, element by element where any of them is a table. */
const $lift = (f) => (x, y, z, w) =>
  $isTable(x) || $isTable(y) || $isTable(z) || $isTable(w)
    ? $spread([x, y, z, w].filter((cell) => cell !== undefined), f)
    : f(x, y, z, w);
/** Element by element; the first error is passed on. */
const $pass = (f) =>
  $lift((x, y, z, w) => ($bad(x) ? x : $bad(y) ? y : $bad(z) ? z : $bad(w) ? w : f(x, y, z, w)));

// ---------------------------------------------------------------- coercion
const $NUMERIC = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
function $number(x) {
  if (typeof x === "number" || $bad(x)) return x;
  if (typeof x === "boolean") return x ? 1 : 0;
  if (x === null || x === undefined) return 0;
  return $NUMERIC.test(x) ? Number(x) : $VALUE;
}
/** A number as General shows it: 15 digits. */
function $shown(x) {
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return String(x);
  const [digits, power] = Number(x.toPrecision(15)).toString().split("e");
  return power ? `${digits}E${power[0]}${power.slice(1).padStart(2, "0")}` : digits;
}
function $text(x) {
  if (typeof x === "string") return x;
  if (typeof x === "number") return $shown(x);
  return typeof x === "boolean" ? (x ? "TRUE" : "FALSE") : "";
}
function $truth(x) {
  if (typeof x === "boolean" || $bad(x)) return x;
  if (typeof x === "number") return x !== 0;
  return x === null ? false : /^true$/i.test(x) ? true : /^false$/i.test(x) ? false : $VALUE;
}
const $finite = (x) => (x - x === 0 ? x : $NUM);
/** A function of numbers, element by element. */
const $math = (f) =>
  $lift((x, y, z) => {
    const plain = (cell) => cell === undefined || typeof cell === "number";
    if (plain(x) && plain(y) && plain(z)) return f(x, y, z);
    const numbers = [];
    for (const cell of [x, y, z]) {
      const number = cell === undefined ? cell : $number(cell);
      if ($bad(number)) return number;
      numbers.push(number);
    }
    return f(...numbers);
  });
/** A function of texts, element by element; `f` turns to numbers itself what it wants as such. */
const $words = (f) => $pass((text, ...rest) => f($text(text), ...rest));

// ---------------------------------------------------------------- operators
const $sums = $math((a, b) => $finite(a + b));
const $differences = $math((a, b) => $finite(a - b));
const $products = $math((a, b) => $finite(a * b));
const $quotients = $math((a, b) => (b === 0 ? $DIV0 : $finite(a / b)));
function $add(a, b) {
  return typeof a === "number" && typeof b === "number" ? $finite(a + b) : $sums(a, b);
}
function $sub(a, b) {
  return typeof a === "number" && typeof b === "number" ? $finite(a - b) : $differences(a, b);
}
function $mul(a, b) {
  return typeof a === "number" && typeof b === "number" ? $finite(a * b) : $products(a, b);
}
function $div(a, b) {
  return typeof a === "number" && typeof b === "number" && b !== 0 ? $finite(a / b) : $quotients(a, b);
}
const $pow = $math((a, b) => (a === 0 && b <= 0 ? (b === 0 ? $NUM : $DIV0) : $finite(a ** b)));
const $neg = $math((a) => -a);
const $cat = $pass((a, b) => $text(a) + $text(b));

/** Numbers come before texts, texts before logicals; capitals make no difference. */
function $order(a, b) {
  const rank = (x) => (typeof x === "number" ? 0 : typeof x === "string" ? 1 : 2);
  const blank = (x, other) => x ?? (typeof other === "string" ? "" : typeof other === "boolean" ? false : 0);
  let [x, y] = [blank(a, b), blank(b, a)];
  if (rank(x) !== rank(y)) return rank(x) - rank(y);
  if (typeof x === "string") [x, y] = [x.toLowerCase(), y.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}
const $compares = (wanted) => $pass((a, b) => wanted($numbers(a, b) ? a - b : $order(a, b)));
const $equal = $compares((order) => order === 0);
const $unequal = $compares((order) => order !== 0);
const $less = $compares((order) => order < 0);
const $more = $compares((order) => order > 0);
const $most = $compares((order) => order <= 0);
const $least = $compares((order) => order >= 0);
const $numbers = (a, b) => typeof a === "number" && typeof b === "number";
const $eq = (a, b) => ($numbers(a, b) ? a === b : $equal(a, b));
const $ne = (a, b) => ($numbers(a, b) ? a !== b : $unequal(a, b));
const $lt = (a, b) => ($numbers(a, b) ? a < b : $less(a, b));
const $gt = (a, b) => ($numbers(a, b) ? a > b : $more(a, b));
const $le = (a, b) => ($numbers(a, b) ? a <= b : $most(a, b));
const $ge = (a, b) => ($numbers(a, b) ? a >= b : $least(a, b));

// ---------------------------------------------------------------- logic
function IF(condition, yes, no = () => false) {
  if (condition === true) return yes();
  if (condition === false) return no();
  if (!$isTable(condition)) {
    const truth = $truth(condition);
    return $bad(truth) ? truth : truth ? yes() : no();
  }
  return $spread([condition, yes(), no()], (c, a, b) => {
    const truth = $truth(c);
    return $bad(truth) ? truth : truth ? a : b;
  });
}
function IFERROR(value, instead) {
  if (!$isTable(value)) return $bad(value) ? instead() : value;
  return $spread([value, instead()], (x, other) => ($bad(x) ? other : x));
}
const ISERROR = $lift($bad);
const ISNUMBER = $lift((x) => typeof x === "number");
const NOT = $pass((x) => {
  const truth = $truth(x);
  return $bad(truth) ? truth : !truth;
});
const NA = () => $NA;

// ---------------------------------------------------------------- tables
const ROWS = (x) => $table(x).length;
const COLUMNS = (x) => $table(x)[0].length;
const $stack = (tables, size) => Math.max(...tables.map(size));
function HSTACK(...xs) {
  const tables = xs.map($table);
  const height = $stack(tables, ROWS);
  const absent = tables.map(([row]) => row.map(() => $NA));
  const rows = new Array(height);
  for (let r = 0; r < height; r++) {
    const cells = [];
    for (let t = 0; t < tables.length; t++) for (const cell of tables[t][r] ?? absent[t]) cells.push(cell);
    rows[r] = cells;
  }
  return rows;
}
function VSTACK(...xs) {
  const tables = xs.map($table);
  const width = $stack(tables, COLUMNS);
  const wide = (row) => (row.length === width ? row : [...row, ...Array(width - row.length).fill($NA)]);
  return $made(tables.flatMap((t) => t.map(wide)));
}
function SEQUENCE(rows, columns = 1) {
  if ($bad(rows)) return rows;
  if (rows < 1) return $CALC;
  return $made(Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => r * columns + c + 1)));
}
function INDEX(x, row, column) {
  const wrong = [x, row, column].find($bad);
  if (wrong) return wrong;
  const table = $table(x);
  let [r, c] = [row, column ?? 1];
  if (column === undefined && table.length === 1) [r, c] = [1, row];
  if (r < 0 || c < 0 || r > table.length || c > table[0].length) return $REF;
  const rows = r === 0 ? table : [table[r - 1]];
  const found = c === 0 ? rows : rows.map((cells) => [cells[c - 1]]);
  return found.length === 1 && found[0].length === 1 ? found[0][0] : $made(found);
}
const $cut = (list, n) => (n < 0 ? list.slice(n) : list.slice(0, n));
const $rest = (list, n) => (n < 0 ? list.slice(0, n) : list.slice(n));
const $some = (rows) => (rows.length && rows[0].length ? $made(rows) : $CALC);
const TAKE = (x, rows) => ($bad(x) ? x : $some($cut($table(x), rows)));
const DROP = (x, rows, columns = 0) => ($bad(x) ? x : $some($rest($table(x), rows).map((row) => $rest(row, columns))));
const TOCOL = (x) => ($bad(x) ? x : new Column($flat(x)));
function TRANSPOSE(x) {
  const rows = $table(x);
  return rows[0].map((_, c) => rows.map((row) => row[c]));
}
function WRAPROWS(x, width) {
  const cells = $flat(x);
  return Array.from({ length: Math.ceil(cells.length / width) }, (_, r) =>
    Array.from({ length: width }, (_, c) => cells[r * width + c] ?? $NA),
  );
}
function FILTER(x, mask) {
  const wrong = [x, ...$flat(mask)].find($bad);
  if (wrong) return wrong;
  const kept = $flat(mask);
  return $some($table(x).filter((_, r) => $truth(kept[r]) === true));
}
function SORTBY(x, by, direction = 1) {
  const keys = $flat(by);
  const wrong = keys.find($bad);
  if (wrong) return wrong;
  const places = keys.map((_, at) => at).sort((a, b) => direction * $order(keys[a], keys[b]) || a - b);
  const rows = $table(x);
  return $made(places.map((at) => rows[at]));
}
const SORT = (x, column = 1, direction = 1) => ($bad(x) ? x : SORTBY(x, INDEX($table(x), 0, column), direction));
/** Where a value first stands in a list: capitals make no difference, a text is no number. */
function XMATCH(wanted, x) {
  if ($bad(wanted)) return wanted;
  const list = $isTable(x) ? x : [[x]];
  let places = $PLACES.get(list);
  if (places === undefined) $PLACES.set(list, (places = $placesIn(list)));
  return places.get($key(wanted)) ?? $NA;
}
const $PLACES = new WeakMap();
const $key = (cell) => (typeof cell === "string" ? `"${cell.toLowerCase()}` : cell);
function $placesIn(list) {
  const places = new Map();
  $flat(list).forEach((cell, at) => {
    if (!$bad(cell) && !places.has($key(cell))) places.set($key(cell), at + 1);
  });
  return places;
}
function MAP(...xs) {
  const f = xs.pop();
  return xs.some($isTable) ? $spread(xs, f) : f(...xs);
}
const REDUCE = (start, x, f) => $flat(x).reduce((done, cell) => f(done, cell), start);
function MMULT(x, y) {
  const [a, b] = [$table(x), $table(y)];
  if (a[0].length !== b.length) return $VALUE;
  if ([...a.flat(), ...b.flat()].some((cell) => typeof cell !== "number")) return [...a.flat(), ...b.flat()].find($bad) ?? $VALUE;
  return a.map((row) => b[0].map((_, c) => $finite($total(row.map((cell, at) => cell * b[at][c])))));
}

// ---------------------------------------------------------------- numbers
/** A sum that loses nothing on the way. */
function $total(numbers) {
  let sum = 0;
  let lost = 0;
  for (const x of numbers) {
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  const all = sum + lost;
  return all - all === 0 ? all : sum;
}
/** The numbers of arguments as SUM takes them: texts and logicals of a table don't count. */
function $counted(xs) {
  const found = [];
  for (const x of xs) {
    if ($isTable(x)) {
      for (const cell of $flat(x)) {
        if (typeof cell === "number") found.push(cell);
        else if ($bad(cell)) return cell;
      }
    } else {
      const number = $number(x);
      if ($bad(number)) return number;
      found.push(number);
    }
  }
  return found;
}
const $over = (f) => (...xs) => {
  const numbers = $counted(xs);
  return $bad(numbers) ? numbers : f(numbers);
};
const $mean = (numbers) => $total(numbers) / numbers.length;
const $squares = (numbers) => {
  const mean = $mean(numbers);
  return $total(numbers.map((x) => (x - mean) ** 2));
};
const SUM = $over((numbers) => $finite($total(numbers)));
const MAX = $over((numbers) => numbers.reduce((a, b) => (a > b ? a : b), numbers.length ? -Infinity : 0));
const MIN = $over((numbers) => numbers.reduce((a, b) => (a < b ? a : b), numbers.length ? Infinity : 0));
const AVERAGE = $over((numbers) => (numbers.length ? $finite($mean(numbers)) : $DIV0));
const DEVSQ = $over((numbers) => (numbers.length ? $finite($squares(numbers)) : $NUM));
const STDEV_S = $over((numbers) =>
  numbers.length > 1 ? $finite(Math.sqrt($squares(numbers) / (numbers.length - 1))) : $DIV0,
);
const SUMPRODUCT = (...xs) => SUM($spread(xs, (...cells) => cells.find($bad) ?? (cells.some((x) => typeof x !== "number") ? 0 : cells.reduce((a, b) => $mul(a, b)))));
const ABS = $math(Math.abs);
const SQRT = $math((x) => (x < 0 ? $NUM : Math.sqrt(x)));
const LN = $math((x) => (x <= 0 ? $NUM : Math.log(x)));
const EXP = $math((x) => $finite(Math.exp(x)));
const MOD = $math((x, by) => (by === 0 ? $DIV0 : x - by * Math.floor(x / by)));
const $scaled = (x, power) => {
  const [digits, tens = "0"] = String(x).split("e");
  return Number(`${digits}e${Number(tens) + power}`);
};
/** Rounded at a place, unless the number has none there. */
const $rounded = (whole) => $math((x, digits) => {
  const size = $scaled(Math.abs(x), digits);
  return size > Number.MAX_SAFE_INTEGER ? x : Math.sign(x) * $scaled(whole(size), -digits);
});
const ROUND = $rounded(Math.round);
const ROUNDUP = $rounded(Math.ceil);
function N(x) {
  const cell = $flat(x)[0];
  return typeof cell === "number" || $bad(cell) ? cell : cell === true ? 1 : 0;
}
/** Least squares of y on x: the slope, the level, the sum of squares of x and of what is left over. */
function $line(ys, xs) {
  const wrong = [...$flat(ys), ...$flat(xs)].find($bad);
  if (wrong) return wrong;
  const beside = $flat(ys);
  const pairs = $flat(xs).map((x, at) => [x, beside[at]]).filter(([x, y]) => $numbers(x, y));
  const [mx, my] = [$mean(pairs.map(([x]) => x)), $mean(pairs.map(([, y]) => y))];
  const squares = $total(pairs.map(([x]) => (x - mx) ** 2));
  const slope = $total(pairs.map(([x, y]) => (x - mx) * (y - my))) / squares;
  const level = my - slope * mx;
  const left = $total(pairs.map(([x, y]) => (y - level - slope * x) ** 2));
  if (!(squares > 0)) return $DIV0;
  return { slope, level, error: Math.sqrt(left / (pairs.length - 2)) };
}
const $fitted = (part) => (ys, xs) => {
  const line = $line(ys, xs);
  return $bad(line) ? line : $finite(line[part]);
};
const SLOPE = $fitted("slope");
const INTERCEPT = $fitted("level");
const STEYX = $fitted("error");

/** The probability that Student's t lies between -t and t. */
function $inside(t, freedom) {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const odd = freedom % 2;
  let [factor, series] = [1, 1];
  for (let step = 1; step < Math.floor((freedom - odd) / 2); step++) {
    factor *= ((2 * step - 1 + odd) / (2 * step + odd)) * Math.cos(angle) ** 2;
    series += factor;
  }
  if (!odd) return Math.sin(angle) * series;
  return (2 / Math.PI) * (angle + (freedom > 1 ? Math.sin(angle) * Math.cos(angle) * series : 0));
}
const T_INV_2T = $math((outside, freedom) => {
  if (outside <= 0 || outside > 1 || freedom < 1) return $NUM;
  const confidence = 1 - outside;
  let [low, high] = [0, 1];
  while ($inside(high, Math.floor(freedom)) < confidence && high < 1e12) high *= 2;
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if ($inside(middle, Math.floor(freedom)) < confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
});

// ---------------------------------------------------------------- texts
const LEN = $words((text) => text.length);
const LEFT = $words((text, n = 1) => $counts(n, (size) => text.slice(0, size)));
const RIGHT = $words((text, n = 1) => $counts(n, (size) => (size ? text.slice(-size) : "")));
const MID = $words((text, start, n) => $counts(n, (size) => $counts(start, (from) => (from < 1 ? $VALUE : text.slice(from - 1, from - 1 + size)))));
function $counts(x, f) {
  const n = $number(x);
  return $bad(n) ? n : n < 0 ? $VALUE : f(Math.floor(n));
}
const FIND = $pass((part, text) => {
  const at = $text(text).indexOf($text(part));
  return at < 0 ? $VALUE : at + 1;
});
const SUBSTITUTE = $words((text, old, fresh, which) => {
  if (!text.includes($text(old))) return text;
  const pieces = $text(old) === "" ? [text] : text.split($text(old));
  if (which === undefined || which >= pieces.length) return which === undefined ? pieces.join($text(fresh)) : text;
  return pieces.slice(0, which).join($text(old)) + $text(fresh) + pieces.slice(which).join($text(old));
});
const TRIM = $words((text) => text.replace(/^ +| +$/g, "").replace(/ {2,}/g, " "));
const CLEAN = $words((text) => text.replace(/[\u0000-\u001f]/g, ""));
const UPPER = $words((text) => text.toUpperCase());
const UNICHAR = $math((code) => (code < 1 ? $VALUE : String.fromCodePoint(code)));
const TEXT = $pass((x, format) => (typeof x === "number" ? x.toFixed(format.length > 1 ? format.length - 2 : 0) : $text(x)));
const TEXTSPLIT = (text, by) => ($bad(text) ? text : [$text(text).split(by)]);
const NUMBERVALUE = $words((text, point, groups) => {
  const plain = text.replaceAll(" ", "").replaceAll(groups, "").replace(point, ".");
  return plain === "" ? 0 : $NUMERIC.test(plain) ? $finite(Number(plain)) : $VALUE;
});

// ---------------------------------------------------------------- days
const $EPOCH = Date.UTC(1899, 11, 30);
const DATE = $math((year, month, day) => {
  const y = Math.trunc(year < 1900 ? year + 1900 : year);
  if (year < 0 || y > 9999) return $NUM;
  const serial = (Date.UTC(y, Math.trunc(month) - 1, Math.trunc(day)) - $EPOCH) / 864e5;
  return serial < 0 ? $NUM : serial;
});
const $day = (read) => $math((serial) => (serial < 0 ? $NUM : read(new Date($EPOCH + Math.floor(serial) * 864e5))));
const MONTH = $day((day) => day.getUTCMonth() + 1);
const DAY = $day((day) => day.getUTCDate());
