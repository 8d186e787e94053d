// One demo for the whole run: its own folder and free port, four places, stopped at the end.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { signInByRequest, type Demo } from './accounts.ts';

const ROOT = join(import.meta.dirname, '../..');
const LOG = 'browser-tests.log';
/** A first `cargo run` compiles everything. */
const READY_WITHIN = 15 * 60_000;

function start(dir: string): ChildProcess {
  // The demo's own list has schools of all provinces, and would wait for those that are not there.
  const schools = join(import.meta.dirname, 'schools.csv');
  const options = ['demo', '--data-dir', dir, '--port', '0', '--provinces', '11,51,xpcc,direct', '--schools', schools, '--json'];
  const built = process.env.HUIXIN_BIN;
  const [command, args] = built ? [built, options] : ['cargo', ['run', '--quiet', '--', ...options]];
  // A group of its own, so that what cargo runs is stopped with cargo.
  const log = openSync(join(dir, LOG), 'w');
  return spawn(command, args, { cwd: ROOT, detached: true, stdio: ['ignore', 'ignore', log] });
}

async function ready(dir: string, server: ChildProcess): Promise<Demo> {
  const file = join(dir, 'demo.json');
  for (const end = Date.now() + READY_WITHIN; Date.now() < end; await wait(250)) {
    if (server.exitCode !== null) throw new Error(`the demo ended with ${server.exitCode}`);
    if (!existsSync(file)) continue;
    const demo = JSON.parse(readFileSync(file, 'utf8')) as Demo;
    const answer = await fetch(`${demo.base_url}/readyz`).catch(() => undefined);
    if (answer?.ok) return demo;
  }
  throw new Error('the demo did not become ready');
}

const isAlive = (group: number) => {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
};

async function stop(group: number): Promise<void> {
  if (isAlive(group)) process.kill(-group, 'SIGTERM');
  for (const end = Date.now() + 30_000; isAlive(group) && Date.now() < end; await wait(100));
  if (isAlive(group)) process.kill(-group, 'SIGKILL');
}

export default async function setup() {
  // Not below a home: the database's unprivileged account must be able to enter it.
  const dir = mkdtempSync('/var/tmp/huixin-browser-');
  chmodSync(dir, 0o755);
  const server = start(dir);
  const group = server.pid;
  if (group === undefined) throw new Error('the demo could not be started');
  const teardown = async () => {
    await stop(group);
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const demo = await ready(dir, server);
    process.env.HUIXIN_BROWSER_DIR = dir;
    const sessions = await Promise.all(demo.accounts.map((account) => signInByRequest(demo.base_url, account)));
    writeFileSync(join(dir, 'sessions.json'), JSON.stringify(sessions));
  } catch (problem) {
    console.error(readFileSync(join(dir, LOG), 'utf8').slice(-4000));
    await teardown();
    throw problem;
  }
  return teardown;
}
