// Runs one row of the fault suite:
//   node faults/run.js ROW [--engine chromium|webkit] [--rounds N] [--seed N] [--earlier FILE]
//   node faults/run.js --list
// ROW is the name of its file without ".js". Progress goes to stderr; the last
// line on stdout is the outcome as JSON, joined to the one in FILE.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { allRows, described } from './rows.js';
import { engineVersion } from './support/handset.js';
import { lacking } from './support/needs.js';
import { joined, nothing, summary, verdict } from './support/outcome.js';
import { Stage } from './support/stage.js';

const options = {
  list: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  engine: { type: 'string' },
  rounds: { type: 'string' },
  minutes: { type: 'string' },
  seed: { type: 'string' },
  earlier: { type: 'string' },
};

/** Runs rounds of a row and gives what came out, whether or not it broke. */
async function outcomeOf(row, { engine, rounds, seed, quick, minutes }) {
  const say = (words) => console.error(`      ${row.id} ${engine}: ${words}`);
  const stage = new Stage({ engine, rounds, seed, quick, minutes, say });
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => stage.close().finally(() => process.exit(130)));
  try {
    await row.run(stage);
  } catch (error) {
    console.error(error);
    if (stage.broke.length === 0) stage.broke.push(`seed ${seed}: ${error.message}`);
  } finally {
    await stage.close();
  }
  const { done, measured, broke } = stage;
  return { rounds: done, measured, broke, seeds: [seed] };
}

async function main() {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const rows = await allRows();
  if (values.list) return console.log(JSON.stringify(rows.map(described)));
  const row = rows.find(({ id }) => id === positionals[0]);
  if (!row) throw new Error(`name one of these rows: ${rows.map(({ id }) => id).join(', ')}`);
  const engine = values.engine ?? Object.keys(row.engines)[0];
  const about = { id: row.id, fault: row.fault, name: row.name, engine };
  const missing = lacking(row, engine);
  if (missing.length) return console.log(JSON.stringify({ ...about, missing: missing.join('; ') }));
  const seed = Number(values.seed ?? Date.now() % 1e9);
  console.error(`      seed ${seed}`);
  const wanted = row.engines[engine];
  const rounds = Number(values.rounds ?? (values.quick ? wanted.quick : wanted.rounds));
  const minutes = Number(values.minutes ?? 0);
  const more = await outcomeOf(row, { engine, rounds, seed, quick: values.quick, minutes });
  const earlier = values.earlier ? JSON.parse(readFileSync(values.earlier, 'utf8')) : undefined;
  const all = joined({ ...nothing(), ...earlier }, more);
  const version = engine === 'none' ? '' : engineVersion(engine);
  const outcome = { ...about, version, ...all, ...verdict(row, engine, all) };
  console.log(JSON.stringify({ ...outcome, summary: summary(all.measured) }));
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
