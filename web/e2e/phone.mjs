// On a phone, lists may scroll in their frames; pages may not.
import assert from 'node:assert/strict';
import { test } from 'node:test';

export function tellOfPhone(here) {
  test('no page is wider than a phone', async () => {
    const { hub, page } = here();
    const usual = page.viewportSize();
    await page.setViewportSize({ width: 360, height: 740 });
    const [order] = (await hub.api('/orders?limit=1')).items;
    for (const [path, wanted] of [
      ['/orders', '.table tbody tr'],
      [`/orders/${order.id}`, '.trace-node'],
      ['/stock', '.table tbody tr'],
      ['/alerts', '.table tbody tr'],
      ['/alerts/rules', '.table tbody tr, .nothing'],
      ['/settings/users', '.table tbody tr'],
      ['/shops', '.pulled'],
      ['/settings/rules', '.rules form'],
    ]) {
      await page.goto(hub.url + path);
      await page.locator(wanted).first().waitFor();
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(over, 0, path);
    }
    await page.setViewportSize(usual);
  });
}
