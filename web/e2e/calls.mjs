// The log of the calls that the hub made. The shop that was connected before asks a platform where nothing
// listens: its pulls fail.
import assert from 'node:assert/strict';
import { test } from 'node:test';

export function tellOfCalls(here) {
  const rows = () => here().page.locator('.table tbody tr');
  const drawer = () => here().page.locator('.ant-drawer-open');
  async function search(text) {
    const field = here().page.getByRole('textbox', { name: '目标、原因、请求号或状态码' });
    await field.fill(text);
    await field.press('Enter');
  }

  test('calls that were made stand beside messages, with their answers', async () => {
    const { hub, page, until } = here();
    await until('a pull that failed', async () => {
      const { items } = await hub.api('/calls?shop=taobao-flagship&outcome=failed');
      return items.length > 0;
    });
    await page.goto(`${hub.url}/messages`);
    await page.getByRole('tab', { name: '发出的调用' }).click();
    await page.waitForURL(/\/messages\/calls$/);
    await page.getByRole('button', { name: '失败', exact: true }).click();
    await page.waitForURL(/outcome=failed/);
    await page.goto(`${page.url()}&shop=taobao-flagship&kind=pull`);
    await search('router');
    await rows().first().click();
    await page.waitForURL(/id=\d+/);
    await drawer().getByText('http://127.0.0.1:9/router/rest').first().waitFor();
    await drawer().getByText('平台不可用').first().waitFor();
    const said = await drawer().innerText();
    assert.match(said, /method=taobao\.\w+/, 'the request is shown');
    assert.match(said, /session=\*\*\*/);
    assert.doesNotMatch(said, /f00d/);
    await page.goto(`${hub.url}/messages/calls?outcome=failed`);
    await rows().first().waitFor();
    await search('13812345678');
    await page.getByText('没有调用记录').waitFor();
    assert.doesNotMatch(page.url(), /138/, 'what may be a person stands in no address');
  });

  test('a shop shows what was called for it last', async () => {
    const { hub, page } = here();
    await page.goto(`${hub.url}/shops?shop=taobao-flagship&tab=calls`);
    await drawer().locator('.table tbody tr').first().waitFor();
    await drawer().getByRole('link', { name: '查看全部' }).click();
    await page.waitForURL(/\/messages\/calls\?shop=taobao-flagship$/);
    await rows().first().waitFor();
  });
}
