import { expect, it } from 'vitest';
import { fieldOfSettings, saidTerms, settingsDocument, settingsValues } from './stock_terms';

it('what is left empty is not said, and nought is', () => {
  const typed = { lock_minutes: 30, per_buyer: null, payment_extensions: 0, overdraft: undefined };
  expect(saidTerms(typed)).toEqual({ lock_minutes: 30, payment_extensions: 0 });
});

it('nothing but terms is sent', () => {
  const typed = { lock_minutes: 30, name: 'x' };
  expect(saidTerms(typed)).toEqual({ lock_minutes: 30 });
});

it('rules come back as they were; a channel that says nothing is left out', () => {
  const channels = { taobao: { lock_minutes: 30 }, jd: {} };
  const settings = { lock_minutes: 15, channels, shops_without: ['pos'] };
  const values = settingsValues(settings);
  expect(settingsDocument(values, ['taobao', 'jd', 'pdd'])).toEqual({
    lock_minutes: 15,
    channels: { taobao: { lock_minutes: 30 } },
    shops_without: ['pos'],
  });
  expect(settingsDocument(values, [])).toEqual({
    lock_minutes: 15,
    channels: {},
    shops_without: ['pos'],
  });
});

it('what the hub points at is found in the form', () => {
  expect(fieldOfSettings('/per_buyer')).toEqual(['all', 'per_buyer']);
  expect(fieldOfSettings('/channels/taobao/lock_minutes')).toEqual([
    'channels',
    'taobao',
    'lock_minutes',
  ]);
  expect(fieldOfSettings('/shops_without/0')).toEqual(['shops_without']);
  expect(fieldOfSettings('/other')).toBeUndefined();
});
