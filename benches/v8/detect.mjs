// How fast detectors read ordinary and hostile text inside V8: `node benches/v8/detect.mjs [--json] [--ordinary] [--no-build]`.
// MB are 10^6 bytes. Of every run the fastest of several counts: on a shared machine noise only ever adds time. Ordinary
// text is read in pieces as long as a long prompt, each the fastest of several, in turn with what it is compared with:
// other detectors, or hostile text.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { WASI } from 'node:wasi';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = here + '../../';
if (!process.argv.includes('--no-build')) execFileSync('cargo', ['build', '--quiet', '--release', '--target', 'wasm32-wasip1', '--manifest-path', 'benches/v8/Cargo.toml'],
  { cwd: root, stdio: 'inherit' });

// Ordinary text: prompts that people and programs wrote where the data is there, and this project's own source (but for
// the detectors, which hold every word that detectors look for).
const prompts = () => {
  const file = root + '../shared/data/dev/injection.jsonl';
  if (!existsSync(file)) {
    console.error('no ../shared/data: ordinary text is this project\'s source alone');
    return '';
  }
  const rows = readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line));
  return rows.filter((row) => row.label === 0).map((row) => row.text).join('\n').slice(0, 3e6);
};
const source = readdirSync(root + 'src', { recursive: true }).filter((name) => name.endsWith('.rs') && !name.startsWith('detect')).sort()
  .map((name) => readFileSync(root + 'src/' + name, 'utf8')).join('\n');
const repeat = (unit, length) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
const counted = (unit, length) => {
  let text = '', n = 0;
  while (text.length < length) text += unit(n++);
  return text.slice(0, length);
};
const pad = (n, width) => String(n * 7919 % 10 ** width).padStart(width, '0');

const hostile = {
  digits: (length) => repeat('7', length),
  digit_pairs: (length) => repeat('7 ', length),
  at_signs: (length) => repeat('@', length),
  at_pairs: (length) => repeat('a@', length),
  hex: (length) => counted((n) => (n * 2654435761 % 2 ** 32).toString(16), length),
  hex_words: (length) => counted((n) => (n * 2654435761 % 2 ** 32).toString(16) + ' ', length),
  near_cards: (length) => counted((n) => `4111 1111 1111 ${pad(n, 4)} `, length),
  near_ibans: (length) => counted((n) => `DE${pad(n, 2)}370400440532${pad(n, 6)} `, length),
  nine_digits: (length) => counted((n) => pad(n, 9) + ' ', length),
  eleven_digits: (length) => counted((n) => pad(n, 11) + ' ', length),
  phones: (length) => counted((n) => `415-555-${pad(n, 4)} `, length),
  tokens: (length) => repeat('sk-', length),
  jwts: (length) => repeat('eyJ', length),
  passwords: (length) => repeat('password=', length),
  pems: (length) => repeat('-----BEGIN ', length),
  dots: (length) => repeat('1.', length),
  colons: (length) => repeat('a1:', length),
  brackets: (length) => repeat('+(1', length),
};

const wasi = new WASI({ version: 'preview1' });
const bytes = readFileSync(here + 'target/wasm32-wasip1/release/promptsieve_bench_v8.wasm');
// The filter's own file comes along with its host calls; none is made here.
const compiled = await WebAssembly.compile(bytes);
const env = Object.fromEntries(WebAssembly.Module.imports(compiled).filter((i) => i.module === 'env').map((i) => [i.name, () => 0]));
const instance = await WebAssembly.instantiate(compiled, { ...wasi.getImportObject(), env });
wasi.initialize(instance);
const module = instance.exports;
const encoder = new TextEncoder();
const figures = {};
const place = (text) => {
  const encoded = encoder.encode(text);
  const at = module.input(encoded.length);
  new Uint8Array(module.memory.buffer).set(encoded, at);
  return [at, encoded.length];
};
const time = (name, [at, length]) => {
  const start = performance.now();
  module[`measure_${name}`](at, length, 1);
  return performance.now() - start;
};
const rate = (bytes, ms) => Math.round(bytes / ms / 1e3 * 100) / 100;

const PIECE = 32768;
const piecesOf = (text, count) => Array.from({ length: count }, (_, i) => {
  const from = Math.floor(i * text.length / count);
  return text.slice(from, from + PIECE);
});

// MB/s of each of `names` on `text`, in turn.
function compare(names, text, pieces, samples) {
  const sums = names.map(() => 0);
  let bytes = 0;
  for (const piece of piecesOf(text, pieces).map(place)) {
    const best = names.map(() => Infinity);
    for (let k = 0; k < samples; k++) names.forEach((name, n) => { best[n] = Math.min(best[n], time(name, piece)); });
    best.forEach((ms, n) => { sums[n] += ms; });
    bytes += piece[1];
  }
  return sums.map((ms) => rate(bytes, ms));
}

// Milliseconds on each of these placed texts, in turn: the fastest of several rounds.
function fastest(placed, rounds) {
  const best = placed.map(() => Infinity);
  for (let k = 0; k < rounds; k++) placed.forEach((text, i) => { best[i] = Math.min(best[i], time('detect', text)); });
  return best;
}

const row = (...cells) => console.log(cells.map((cell, i) => i ? String(cell).padStart(10) : cell.padEnd(16)).join(''));
const ordinary = { prompts: prompts(), source };
const names = ['detect', 'detect_any_score', 'detect_half', 'detect_one'];
row('MB/s', 'all', 'any score', 'half', 'one');
for (const [name, text] of Object.entries(ordinary)) {
  if (!text) continue;
  const rates = compare(names, text, 40, 25);
  rates.forEach((mb, i) => { figures[`${names[i]}_${name}_v8_mb_per_s`] = mb; });
  row(name, ...rates);
}
const [text, name] = ordinary.prompts ? [ordinary.prompts, 'prompts'] : [ordinary.source, 'source'];
const usual = figures[`detect_${name}_v8_mb_per_s`];
figures.detect_v8_mb_per_s = usual;
figures.detect_twice_the_detectors = Math.round(figures[`detect_half_${name}_v8_mb_per_s`] / usual * 100) / 100;
console.log(`\ntwice the detectors cost ${figures.detect_twice_the_detectors} times as much`);

if (process.argv.includes('--ordinary')) {
  if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
  process.exit();
}

// Every seventh detector of fixed shapes, as our engine finds them, check digits and words of context included, and as
// one expression each for its shapes alone, one expression after the other.
const count = (what) => module[`measure_${what}_count`](module.input(0), 0, 1);
const [same, regexes] = compare(['detect_same', 'regexes'], text, 2, 2);
figures.detect_over_regex_lite = Math.round(same / regexes);
figures.detect_all_over_regex_lite = Math.round(usual / regexes);
console.log(`${count('regex')} detectors: ${same} MB/s; their shapes in regex-lite, one by one: ${regexes} MB/s; `
  + `${figures.detect_over_regex_lite} times faster (all ${count('detector')} detectors: ${figures.detect_all_over_regex_lite} times)`);

// Against the shortest: it is about as long as what ordinary text is read in.
console.log('\nall detectors, hostile text; how many times slower than ordinary text read in turn with it, at 64 KB');
row('MB/s', '64 KB', '1 MB', '16 MB', 'times');
const pieces = piecesOf(text, 40).map(place);
const bytesOf = (placed) => placed.reduce((sum, [, length]) => sum + length, 0);
for (const [name, make] of Object.entries(hostile)) {
  const lengths = [65536, 1e6, 16e6];
  const [short, ...long] = lengths.map((length) => place(make(length)));
  const best = fastest([short, ...pieces], 20);
  const speeds = [rate(short[1], best[0]), ...long.map((placed, i) => rate(placed[1], fastest([placed], [6, 1][i])[0]))];
  lengths.forEach((length, i) => { figures[`detect_${name}_${length}_v8_mb_per_s`] = speeds[i]; });
  const ordinary = bytesOf(pieces) / best.slice(1).reduce((sum, ms) => sum + ms);
  figures[`detect_${name}_times_slower`] = Math.round(ordinary / (short[1] / best[0]) * 10) / 10;
  row(name, ...speeds, figures[`detect_${name}_times_slower`].toFixed(1));
}
if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
