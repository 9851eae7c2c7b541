// A hub of its own for each run: the real program with demo shops trading, in a scratch folder, on a free
// port, gone afterwards.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const startMs = 60_000;

function waitFor(child, wanted) {
  return new Promise((found, lost) => {
    let said = '';
    const late = setTimeout(() => lost(new Error(`the hub did not start:\n${said}`)), startMs);
    const hear = (chunk) => {
      said += chunk;
      const parts = wanted.map((pattern) => pattern.exec(said)?.[1]);
      if (parts.every(Boolean)) {
        clearTimeout(late);
        found(parts);
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => lost(new Error(`the hub ended with ${code}:\n${said}`)));
  });
}

export async function startHub({ pace = 5 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'ordo-console-'));
  const program = process.env.ORDO_BIN ?? '../build/release/bin/ordo';
  const options = ['demo', '--data', folder, '--listen', '127.0.0.1:0', '--pace', String(pace)];
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const wanted = [/ready (http:\S+)/, /one-time password (\S+)/, /Bearer (ordo_[\w-]+)/];
  const [url, password, key] = await waitFor(child, wanted);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const api = async (path, init = {}) => {
    const own = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
    const response = await fetch(`${url}/api/v1${path}`, {
      ...init,
      headers: { ...own, ...init.headers },
    });
    return response.status === 204 ? undefined : response.json();
  };
  return { url, password, api, stop };
}

/** Debian's own browser; nothing is downloaded. */
export function startBrowser() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

export async function newPage(browser, { language = 'zh-CN', colorScheme = 'light', size } = {}) {
  const context = await browser.newContext({
    locale: language,
    timezoneId: 'Asia/Shanghai',
    colorScheme,
    reducedMotion: 'reduce',
    viewport: size ?? { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await context.addInitScript((chosen) => {
    if (!localStorage.getItem('ordo.language')) localStorage.setItem('ordo.language', chosen);
  }, language);
  return context.newPage();
}
