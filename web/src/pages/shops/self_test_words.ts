// What a self-test is asked, and its steps as they are shown.
import type { CredentialsTest, SelfTestReport, SelfTestStep } from '../../api/types';
import { typedCredentials, type ShopValues } from './shop_values';

/** Steps by what they check, in the order in which they came. */
export function checksOf({ steps }: SelfTestReport): [SelfTestStep['check'], SelfTestStep[]][] {
  const checks = new Map<SelfTestStep['check'], SelfTestStep[]>();
  for (const step of steps) checks.set(step.check, [...(checks.get(step.check) ?? []), step]);
  return [...checks];
}

/** What is wrong with the form of the credentials is said at their fields, by whoever saves them. */
export function isMalformed({ steps }: SelfTestReport): boolean {
  return steps.some(({ step, state }) => step === 'credentials' && state === 'failed');
}

/** `address`: where the browser reaches the hub, where the settings name none. */
export function testOf(values: ShopValues, address: string | undefined): CredentialsTest {
  const ends = values.credentials_expire_at?.toISOString();
  return {
    shop: values.code,
    credentials: typedCredentials(values.credentials),
    ...(address ? { address } : {}),
    ...(ends ? { credentials_expire_at: ends } : {}),
  };
}
