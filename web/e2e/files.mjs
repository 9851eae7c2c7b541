// Files at an order: chosen, pasted, looked at, had back as they were, and removed with a reason.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP43+DwHwAHAAK/9InV8gAAAABJRU5ErkJggg==',
  'base64',
);

export function tellOfFiles(here) {
  const orderOf = async (no) => (await here().hub.api(`/orders?channel_order_no=${no}`)).items[0];
  const card = () => here().page.locator('.card', { hasText: '付款截图、破损照片' });
  const toast = (text) => here().page.locator('.ant-message').getByText(text).first().waitFor();
  const line = (name) => card().locator('li.file', { hasText: name });

  test('a file is added to an order, looked at, and had back as it was', async () => {
    const { hub, page } = here();
    const { id } = await orderOf('W-1');
    await page.goto(`${hub.url}/orders/${id}`);
    await card().getByText('还没有附件').waitFor();
    await card()
      .locator('input[type=file]')
      .setInputFiles([
        { name: '付款截图.png', mimeType: 'image/png', buffer: picture },
        { name: '聊天.txt', mimeType: 'text/plain', buffer: Buffer.from('买家：外箱破损\n') },
      ]);
    await line('付款截图.png').getByText('admin').waitFor();
    await line('聊天.txt').waitFor();
    await line('付款截图.png').getByRole('button', { name: '查看' }).click();
    const shown = page.locator('.ant-modal img.file-picture');
    await shown.waitFor();
    assert.equal(await shown.evaluate((image) => image.decode().then(() => image.naturalWidth)), 1);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.ant-modal').getByRole('button', { name: '下载' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), '付款截图.png');
    assert.deepEqual(await readFile(await download.path()), picture);
    await page.keyboard.press('Escape');
    await line('聊天.txt').getByRole('button', { name: '查看' }).click();
    await page.locator('.file-text', { hasText: '外箱破损' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.trace').getByText('添加附件').first().waitFor();
  });

  test('what cannot be kept is said at the file, and the same file is not kept twice', async () => {
    const chooser = card().locator('input[type=file]');
    await chooser.setInputFiles([
      { name: 'cut.png', mimeType: 'image/png', buffer: picture.subarray(0, 40) },
      { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
      { name: 'run.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ\0\x01') },
      { name: 'again.png', mimeType: 'image/png', buffer: picture },
    ]);
    await line('cut.png').getByText('文件不完整').waitFor();
    await line('empty.txt').getByText('文件是空的').waitFor();
    await line('run.exe').getByText('只收图片').waitFor();
    await toast('这个文件已经在附件里了');
    for (const name of ['cut.png', 'empty.txt', 'run.exe']) {
      await line(name).getByRole('button', { name: '知道了' }).click();
    }
    await here().until('two files', async () => (await card().locator('li.file').count()) === 2);
  });

  test('a screenshot is pasted', async () => {
    const { page } = here();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['pasted words'], 'pasted.txt', { type: 'text/plain' }));
      document.body.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await line('pasted.txt').getByText('admin').waitFor();
  });

  test('a file is removed for a reason that the trace keeps', async () => {
    const { page } = here();
    await line('pasted.txt').getByRole('button', { name: '删除' }).click();
    await page.fill('.ant-modal textarea', '放错订单了');
    await page.locator('.ant-modal').getByRole('button', { name: '删除' }).click();
    await toast('附件已删除');
    await line('pasted.txt').waitFor({ state: 'detached' });
    await page.locator('.trace-node', { hasText: '删除附件' }).getByText('放错订单了').waitFor();
  });

  test('a number shows its order beside any page, with its files', async () => {
    const { hub, page } = here();
    const order = await orderOf('W-1');
    await page.goto(`${hub.url}/messages`);
    await page.locator('.table tbody tr').first().waitFor();
    await page.fill('#search', order.channel_order_no);
    await page.keyboard.press('Enter');
    const panel = page.locator('.beside-list');
    await panel.locator('h1', { hasText: order.order_no }).waitFor();
    await panel.getByText('付款截图.png').waitFor();
    await panel.getByText(/更新于/).waitFor();
    assert.match(page.url(), /\/messages$/);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.locator('h1', { hasText: '消息' }).waitFor();
  });
}
