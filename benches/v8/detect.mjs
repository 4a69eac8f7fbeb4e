// How fast detectors read ordinary and hostile text inside V8: `node benches/v8/detect.mjs [--json]`.
// MB are 10^6 bytes; each figure is the fastest of several runs: on a shared machine noise only ever adds time.
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
function measure(key, name, text, samples) {
  const encoded = encoder.encode(text);
  const at = module.input(encoded.length);
  new Uint8Array(module.memory.buffer).set(encoded, at);
  let best = Infinity;
  for (let i = 0; i < samples; i++) {
    const start = performance.now();
    module[`measure_${name}`](at, encoded.length, 1);
    best = Math.min(best, performance.now() - start);
  }
  figures[key] = Math.round(encoded.length / best / 1e3 * 10) / 10;
  return figures[key];
}

const ordinary = { prompts: prompts(), source };
const row = (...cells) => console.log(cells.map((cell, i) => i ? String(cell).padStart(10) : cell.padEnd(16)).join(''));
row('MB/s', 'all', 'any score', 'half', 'one');
for (const [name, text] of Object.entries(ordinary)) {
  if (!text) continue;
  row(name, ...['detect', 'detect_any_score', 'detect_half', 'detect_one'].map((f) => measure(`${f}_${name}_v8_mb_per_s`, f, text, 9)));
}
const usual = figures.detect_prompts_v8_mb_per_s ?? figures.detect_source_v8_mb_per_s;
figures.detect_v8_mb_per_s = usual;
console.log('\nall detectors, hostile text; how many times slower than ordinary');
row('MB/s', '64 KB', '1 MB', '8 MB', 'times');
for (const [name, text] of Object.entries(hostile)) {
  const speeds = [65536, 1e6, 8e6].map((n, i) => measure(`detect_${name}_${n}_v8_mb_per_s`, 'detect', text(n), [9, 4, 1][i]));
  row(name, ...speeds, (usual / speeds[1]).toFixed(1));
}
if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
