import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './wait.js';

/**
 * Everything that the server has is gone but the master key, which is kept apart;
 * the copy is put back. The doors are of the demonstration, not of the product.
 */
export async function loseDisk(server, [data, keys], apart) {
  mkdirSync(apart);
  const move = (name, from, to) => copyFileSync(join(from, name), join(to, name));
  for (const name of ['master.key', 'doors.json']) move(name, server.data, apart);
  await server.kill();
  rmSync(server.data, { recursive: true });
  mkdirSync(server.data);
  move('master.key', apart, server.data);
  command(server, 'restore', data, '--keys', keys);
  move('doors.json', apart, server.data);
  await server.start();
}

/** Runs a command of the program on the server's data, which must go well; gives what it said. */
export function command(server, ...args) {
  const { status, said } = commanded(server, args);
  must(status === 0, `${args[0]}: ${said}`);
  return said;
}

/** As command, of a command that has to fail. */
export function failing(server, ...args) {
  const { status, said } = commanded(server, args);
  must(status !== 0, `${args[0]} goes well: ${said}`);
  return said;
}

function commanded(server, args) {
  const env = {
    PATH: process.env.PATH,
    WIJKSTEM_DATA: server.data,
    WIJKSTEM_LISTEN: server.url.slice('http://'.length),
    WIJKSTEM_URL: server.url,
    WIJKSTEM_RESERVE: '0',
  };
  const { status, stdout, stderr } = spawnSync(process.env.FAULTS_SERVER, args, {
    env,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}
