// What each kind of receiver asks for, and from its form to what is sent.
import type { NewReceiver, Receiver, ReceiverKind, ReceiverPatch } from '../../api/types';

export type CredentialName =
  | 'key'
  | 'access_token'
  | 'secret'
  | 'keyword'
  | 'token'
  | 'access_key_id'
  | 'access_key_secret'
  | 'sign_name'
  | 'template_code'
  | 'phones'
  | 'secret_id'
  | 'secret_key'
  | 'sdk_app_id'
  | 'template_id'
  | 'region'
  | 'url'
  | 'user'
  | 'password'
  | 'from'
  | 'to'
  | 'endpoint';

export type CredentialField = {
  name: CredentialName;
  secret?: boolean;
  list?: boolean;
  optional?: boolean;
};

const endpoint: CredentialField = { name: 'endpoint', optional: true };
const keyword: CredentialField = { name: 'keyword', optional: true };
const signing: CredentialField = { name: 'secret', secret: true, optional: true };
const phones: CredentialField = { name: 'phones', list: true };

export const fieldsOf: Record<ReceiverKind, CredentialField[]> = {
  wecom_bot: [{ name: 'key', secret: true }, endpoint],
  dingtalk_bot: [{ name: 'access_token', secret: true }, signing, keyword, endpoint],
  feishu_bot: [{ name: 'token', secret: true }, signing, keyword, endpoint],
  aliyun_sms: [
    { name: 'access_key_id' },
    { name: 'access_key_secret', secret: true },
    { name: 'sign_name' },
    { name: 'template_code' },
    phones,
    endpoint,
  ],
  tencent_sms: [
    { name: 'secret_id' },
    { name: 'secret_key', secret: true },
    { name: 'sdk_app_id' },
    { name: 'template_id' },
    { name: 'sign_name' },
    phones,
    { name: 'region', optional: true },
    endpoint,
  ],
  email: [
    { name: 'url' },
    { name: 'user', optional: true },
    { name: 'password', secret: true, optional: true },
    { name: 'from' },
    { name: 'to', list: true },
  ],
};

export const receiverKinds = Object.keys(fieldsOf) as ReceiverKind[];

type Entered = string | string[] | undefined;
export type ReceiverValues = {
  code: string;
  kind: ReceiverKind;
  name: string;
  language: 'zh' | 'en';
  per_minute: number;
  paused: boolean;
  credentials: Partial<Record<CredentialName, Entered>>;
};

export function valuesOf(receiver: Receiver | undefined): ReceiverValues {
  if (!receiver) {
    const paused = false;
    return {
      code: '',
      kind: 'wecom_bot',
      name: '',
      language: 'zh',
      per_minute: 18,
      paused,
      credentials: {},
    };
  }
  const { code, kind, name, language, per_minute, paused } = receiver;
  const credentials = { ...receiver.credentials } as ReceiverValues['credentials'];
  return { code, kind, name, language, per_minute, paused, credentials };
}

const trimmed = (entered: Entered): string | string[] =>
  Array.isArray(entered) ? entered.map((one) => one.trim()) : (entered ?? '').trim();

export function newReceiver({ credentials, ...rest }: ReceiverValues): NewReceiver {
  const sent: Record<string, string | string[]> = {};
  for (const { name } of fieldsOf[rest.kind]) {
    const value = trimmed(credentials[name]);
    if (value.length) sent[name] = value;
  }
  return { ...rest, credentials: sent };
}

/** Only what was changed: an empty secret keeps the present one, another empty field ends it. */
export function receiverPatch(before: ReceiverValues, after: ReceiverValues): ReceiverPatch {
  const patch: ReceiverPatch = {};
  if (after.name !== before.name) patch.name = after.name;
  if (after.language !== before.language) patch.language = after.language;
  if (after.per_minute !== before.per_minute) patch.per_minute = after.per_minute;
  if (after.paused !== before.paused) patch.paused = after.paused;
  const changed: Record<string, string | string[] | null> = {};
  for (const { name, secret } of fieldsOf[before.kind]) {
    const value = trimmed(after.credentials[name]);
    const same = JSON.stringify(value) === JSON.stringify(trimmed(before.credentials[name]));
    if (!same && (value.length || !secret)) changed[name] = value.length ? value : null;
  }
  if (Object.keys(changed).length) patch.credentials = changed;
  return patch;
}
