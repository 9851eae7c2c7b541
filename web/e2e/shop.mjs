// A shop that sends what the tests need, signed as Standard Webhooks asks. The demo's own shops give the
// life; this one what must be there at once.
import { createHmac, randomUUID } from 'node:crypto';

const secret = Buffer.alloc(32, 7);

async function send(hub, body) {
  const id = randomUUID();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signed = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  const response = await fetch(`${hub.url}/hooks/standard/web-test`, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signed}`,
    },
  });
  if (!response.ok) throw new Error(`the hub did not take it: ${await response.text()}`);
}

function upserted(no, status, secondsAgo) {
  const at = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
  const party = { name: '王小明', phone: '13812345678' };
  return JSON.stringify({
    type: 'order.upserted',
    timestamp: at(secondsAgo),
    data: {
      channel_order_no: no,
      status,
      created_at: at(120),
      ...(status === 'pending_payment' ? {} : { paid_at: at(100) }),
      buyer: { id: 'u-7', ...party },
      receiver: {
        ...party,
        province: '浙江省',
        city: '杭州市',
        district: '余杭区',
        street: '文一西路1号',
      },
      lines: [{ line_no: '1', sku: 'TEA-100', title: '龙井 100g', quantity: 2, unit_price: 3200 }],
      amounts: {
        goods: 6400,
        freight: 0,
        total: 6400,
        paid: status === 'pending_payment' ? 0 : 6400,
      },
      currency: 'CNY',
    },
  });
}

/** One more order, with whatever status the shop calls it. */
export const sendOrder = (hub, no, status) => send(hub, upserted(no, status, 30));

/** Orders "W-1" on its way, "W-2" cancelled; a message with a wrong field, and two that are no JSON. */
export async function fillShop(hub) {
  const credentials = { secret: `whsec_${secret.toString('base64')}` };
  const shop = {
    code: 'web-test',
    channel: 'standard',
    name: '测试店铺',
    zone: 'Asia/Shanghai',
    currency: 'CNY',
    country: 'CN',
    credentials,
  };
  await hub.api('/shops', { method: 'POST', body: JSON.stringify(shop) });
  await send(hub, upserted('W-1', 'pending_payment', 110));
  await send(hub, upserted('W-1', 'paid', 90));
  await send(hub, upserted('W-1', 'paid', 90));
  await send(hub, upserted('W-1', 'in_transit', 60));
  await send(hub, upserted('W-2', 'pending_payment', 110));
  await send(hub, upserted('W-2', 'cancelled', 50));
  await send(hub, '{"type":"order.upserted","timest');
  await send(hub, '{"type":');
  await send(hub, upserted('W-3', 'lost', 40));
}
