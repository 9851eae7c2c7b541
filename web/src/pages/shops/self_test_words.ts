// What a self-test is asked, and its steps as they are shown.
import type { CredentialsTest, SelfTestReport, SelfTestRun, SelfTestStep } from '../../api/types';
import { typedCredentials, type ShopValues } from './shop_values';

type Check = SelfTestStep['check'];

/** Steps by what they check, in the order in which they came; `going`: the check that goes on. */
export function checksOf(
  { steps }: Pick<SelfTestReport, 'steps'>,
  going?: Check | null,
): [Check, SelfTestStep[]][] {
  const checks = new Map<Check, SelfTestStep[]>();
  for (const step of steps) checks.set(step.check, [...(checks.get(step.check) ?? []), step]);
  if (going && !checks.has(going)) checks.set(going, []);
  return [...checks];
}

/** What was read of a test since it was begun, and not of one before. */
export function soFar(
  seen: { data: SelfTestRun | undefined; dataUpdatedAt: number },
  begunAt: number,
): SelfTestRun | undefined {
  return seen.data?.running && seen.dataUpdatedAt >= begunAt ? seen.data : undefined;
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
