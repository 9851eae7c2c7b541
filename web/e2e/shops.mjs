// Shops of any channel: connected by the form that their channel asks for, watched, and edited; and what
// their platforms list beside what we have.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const at = '2026-11-20T02:00:00.000Z';
const gap = {
  from: at,
  to: '2026-11-20T02:30:00.000Z',
  total: 9,
  listed: 9,
  ours: 6,
  missing: 3,
  missing_numbers: ['2600000000000000123'],
  tries: 2,
  checked_at: '2026-11-20T02:31:00.000Z',
};

export function tellOfShops(here) {
  const button = (name) => here().page.getByRole('button', { name, exact: true });
  const drawer = () => here().page.locator('.ant-drawer-open');
  const item = (label) => drawer().locator('.ant-form-item', { hasText: label });

  test('a shop of any channel is connected by the form that its channel asks for', async () => {
    const { hub, page, choose, toast } = here();
    await page.goto(`${hub.url}/shops`);
    await page.getByRole('button', { name: '接入店铺' }).click();
    await page.fill('#name', '淘宝旗舰店');
    await page.fill('#code', 'taobao-flagship');
    await choose('渠道', 'taobao');
    await button('保存').click();
    await item('App Key').getByText('必填').waitFor();
    await page.fill('#credentials_app_key', '12345678');
    await page.fill('#credentials_app_secret', 'f00d');
    await page.fill('#credentials_session', '6100');
    assert.equal(await page.getAttribute('#credentials_app_secret', 'type'), 'password');
    await page.fill('#credentials_sign_method', 'rot13');
    // Nothing listens there: the tests ask no platform.
    await page.fill('#credentials_gateway', 'http://127.0.0.1:9/router/rest');
    await button('保存').click();
    await item('签名方式').getByText('expected md5, hmac or hmac-sha256').waitFor();
    await page.fill('#credentials_sign_method', 'md5');
    await button('测试连接').click();
    await drawer()
      .locator('.test-step.failed', { hasText: '建立连接' })
      .getByText('连不上')
      .waitFor();
    await button('保存').click();
    await page.locator('.ant-modal-confirm-title', { hasText: '连接测试没有通过' }).waitFor();
    await button('仍然保存').click();
    await toast('店铺已接入');
    await page.locator('.shop', { hasText: '淘宝旗舰店' }).waitFor();
    const made = await hub.api('/shops/taobao-flagship');
    assert.equal(made.channel, 'taobao');
    assert.deepEqual([...made.credentials_set].sort(), [
      ...['app_key', 'app_secret', 'gateway', 'session', 'sign_method'],
    ]);
  });

  test('an edit sends what was typed, removes what is to go, and is shown anew when it came too late', async () => {
    const { hub, page, toast } = here();
    const card = page.locator('.shop', { hasText: '淘宝旗舰店' });
    await card.getByRole('button', { name: '编辑' }).click();
    await page.waitForURL(/shop=taobao-flagship&tab=settings/);
    await item('App Secret').getByText('已设置').waitFor();
    assert.equal(await page.inputValue('#credentials_app_secret'), '');
    await item('签名方式').getByRole('button', { name: '移除' }).click();
    await page.fill('#silence_minutes', '47');
    await button('保存').click();
    await toast('已保存');
    const saved = await hub.api('/shops/taobao-flagship');
    assert.equal(saved.silence_minutes, 47);
    assert.ok(!saved.credentials_set.includes('sign_method'));
    assert.ok(saved.credentials_set.includes('app_secret'));

    await page.waitForFunction(() => document.querySelector('#silence_minutes')?.value === '47');
    const headers = { 'If-Match': `"${saved.version}"` };
    const body = JSON.stringify({ name: '淘宝专营店' });
    await page.fill('#silence_minutes', '60');
    await hub.api('/shops/taobao-flagship', { method: 'PATCH', headers, body });
    await button('保存').click();
    await page.locator('.problem').getByText('内容已被改过').waitFor();
    await page.waitForFunction(() => document.querySelector('#name')?.value === '淘宝专营店');
    assert.equal((await hub.api('/shops/taobao-flagship')).silence_minutes, 47);
  });

  test('a shop is paused with a question first, and goes on', async () => {
    const { hub, page, toast } = here();
    await page.goto(`${hub.url}/shops?shop=taobao-flagship`);
    const question = page.locator('.ant-modal-confirm');
    const pause = async () => {
      await button('暂停').click();
      await question.getByRole('button', { name: '暂停' }).click();
      await question.waitFor({ state: 'detached' });
      await button('恢复运行').waitFor();
    };
    await pause();
    await drawer().locator('.ant-drawer-title .pill', { hasText: '已暂停' }).waitFor();
    assert.equal((await hub.api('/shops/taobao-flagship')).paused, true);
    await button('恢复运行').click();
    await toast('已恢复运行');
    await pause();
  });

  test('a window with a gap says what lacks, and the last hours are probed', async () => {
    const { hub, page } = here();
    const windows = { items: [gap], next_cursor: null };
    await page.route('**/api/v1/shops/*/windows*', (route) => route.fulfill({ json: windows }));
    await page.goto(`${hub.url}/shops?shop=taobao-flagship&tab=windows`);
    await drawer().getByText('缺 3 单', { exact: true }).waitFor();
    await drawer().getByText('2600000000000000123').waitFor();
    await drawer().getByText('另有 2 单没有单号').waitFor();
    await page.unroute('**/api/v1/shops/*/windows*');
    await button('立即补查').click();
    await page.fill('#hours', '48');
    await button('开始补查').click();
    await drawer().getByText('已开始补查').waitFor();
    const { items } = await hub.api('/audit?limit=50');
    assert.ok(items.some((line) => JSON.stringify(line).includes('shop.probed')));
  });

  test('a shop tests its connection: its message goes round and is ignored', async () => {
    const { hub, page } = here();
    await page.goto(`${hub.url}/shops?shop=web-test&tab=self_test`);
    await button('测试连接').click();
    await drawer().getByText('连接正常').waitFor();
    await drawer().locator('.test-step.ok', { hasText: '签名通过' }).waitFor();
    await drawer().locator('.test-step.ok', { hasText: '留有记录' }).waitFor();
    await drawer().getByText('设置里没有对外地址').waitFor();
    await drawer().getByRole('link', { name: '测试消息' }).click();
    await page.waitForURL(/messages\?id=/);
    const { items } = await hub.api('/messages?code=self_test');
    assert.equal(items.length, 1);
    assert.equal(items[0].state, 'ignored');
    assert.equal(items[0].order_id, null);
    // An address that leads to nothing is told, and kept for who sees to it.
    await hub.api('/settings/address', {
      method: 'PUT',
      headers: { 'If-Match': '"0"' },
      body: JSON.stringify({ public_url: 'http://127.0.0.1:9' }),
    });
    await page.goto(`${hub.url}/shops?shop=web-test&tab=self_test`);
    await button('测试连接').click();
    await drawer().getByText('连接有问题').waitFor();
    await drawer().locator('.test-step.failed', { hasText: '建立连接' }).waitFor();
    const { items: versions } = await hub.api('/settings/address/versions');
    await hub.api('/settings/address', {
      method: 'PUT',
      headers: { 'If-Match': `"${versions[0].version}"` },
      body: JSON.stringify({ public_url: null }),
    });
  });

  test('webhooks that were refused and the rules of a channel are read at their shop', async () => {
    const { hub, page } = here();
    const hook = `${hub.url}/hooks/standard/web-test`;
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(hook, { method: 'POST', body: '{}', headers });
    assert.equal(answer.status, 401);
    await page.goto(`${hub.url}/shops?shop=web-test&tab=refused`);
    await drawer().locator('tbody tr', { hasText: '没有签名' }).first().waitFor();
    await drawer().getByRole('tab', { name: '字段约定' }).click();
    await page.waitForURL(/tab=contract/);
    await drawer().locator('.contract td', { hasText: 'channel_order_no' }).first().waitFor();
    const currency = drawer().locator('.contract tr', { hasText: 'currency' }).first();
    await currency.getByText('^[A-Z]{3}$').waitFor();
    await currency.getByText('CNY').waitFor();
    await drawer().getByRole('link', { name: '看因违反约定而搁置的消息' }).click();
    await page.waitForURL(/state=parked&code=contract_breach&shop=web-test/);
  });
}
