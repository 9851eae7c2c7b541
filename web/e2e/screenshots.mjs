// The pictures of the README, in both languages: node e2e/screenshots.mjs URL LOGIN PASSWORD OUT
// Needs a hub that has been trading for a while, and a font with Chinese (Debian: fonts-noto-cjk).
import { newPage, startBrowser } from './hub.mjs';

const [url, login, password, out] = process.argv.slice(2);
const settleMs = 1_200;

async function signIn(page) {
  await page.goto(url);
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('.table tbody tr');
}

/** The newest order of the most telling status that there is. */
function telling(page) {
  return page.evaluate(async () => {
    for (const status of ['delivered', 'completed', 'in_transit', 'paid']) {
      const answer = await fetch(`/api/v1/orders?status=${status}&limit=20`);
      const { items } = await answer.json();
      const order = items.find((o) => o.parcels.length && o.lines.length > 1) ?? items[0];
      if (order) return order.id;
    }
  });
}

async function shots(page, language) {
  const shot = async (name) => {
    await page.mouse.move(100, 620);
    await page.waitForTimeout(settleMs);
    await page.screenshot({ path: `${out}/console-${name}.${language}.png` });
  };
  const order = await telling(page);
  await page.goto(`${url}/orders`);
  await page.waitForSelector('.table tbody tr');
  await shot('orders');
  await page.goto(`${url}/orders/${order}`);
  await page.waitForSelector('.trace-node');
  await shot('order');
  await page.locator('.trace-moved button').nth(1).click();
  await page.waitForSelector('.ant-drawer-open .raw');
  await shot('trace');
  await page.goto(`${url}/review`);
  await page.waitForSelector('.table tbody tr');
  await shot('review');
}

const browser = await startBrowser();
for (const language of ['zh-CN', 'en']) {
  const page = await newPage(browser, { language, size: { width: 1360, height: 820 } });
  await signIn(page);
  await shots(page, language);
  await page.context().close();
}
await browser.close();
