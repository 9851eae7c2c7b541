import { describe, expect, it } from 'vitest';
import { addMoney, formatMoney, minorDigits } from './money';

describe('money', () => {
  it('shows minor units with the digits of their currency', () => {
    expect(formatMoney({ amount: 12345, currency: 'CNY' }, 'zh-CN')).toBe('¥123.45');
    expect(formatMoney({ amount: 12345, currency: 'JPY' }, 'en')).toBe('¥12,345');
    expect(formatMoney({ amount: 12345, currency: 'KWD' }, 'en')).toContain('12.345');
  });

  it('shows what is owed as negative', () => {
    expect(formatMoney({ amount: -500, currency: 'CNY' }, 'zh-CN')).toBe('-¥5.00');
  });

  it('knows the digits of the minor unit', () => {
    expect(['CNY', 'JPY', 'KWD'].map(minorDigits)).toEqual([2, 0, 3]);
  });

  it('refuses to add two currencies', () => {
    expect(addMoney({ amount: 1, currency: 'CNY' }, { amount: 2, currency: 'CNY' }).amount).toBe(3);
    expect(() =>
      addMoney({ amount: 1, currency: 'CNY' }, { amount: 2, currency: 'USD' }),
    ).toThrow();
  });
});
