// Short names for what the hub answers with.
import type { components } from './schema';

type Schemas = components['schemas'];

type Parts = 'amounts' | 'parcels' | 'payments' | 'refunds' | 'mirrors' | 'presale';
/** An order as people are shown it: every role sees all its parts, only the view of a key may leave some out. */
export type Order = Omit<Schemas['Order'], 'lines'> &
  Required<Pick<Schemas['Order'], Parts>> & { lines: Required<Schemas['Line']>[] };
export type OrderPage = { items: Order[]; next_cursor: string | null };
export type OrderSearch = Schemas['OrderSearch'];
export type OrderPatch = Schemas['OrderPatch'];
export type TraceItem = Schemas['TraceItem'];
export type Message = Schemas['Message'];
export type FullMessage = Schemas['FullMessage'];
export type MessageState = Message['state'];
export type Shop = Schemas['Shop'];
export type NewShop = Schemas['NewShop'];
export type ShopPatch = Schemas['ShopPatch'];
export type Channel = Schemas['Channel'];
export type CredentialField = Channel['credentials'][number];
export type CredentialsTest = Schemas['SelfTestOfCredentials'];
export type SelfTestReport = Schemas['SelfTestReport'];
export type SelfTestStep = Schemas['SelfTestStep'];
export type AddressRule = Schemas['AddressRule'];
export type Contract = Schemas['Contract'];
export type PullWindow = Schemas['PullWindow'];
export type RefusedWebhook = Schemas['RefusedWebhook'];
export type Alert = Schemas['Alert'];
export type AlertState = Alert['state'];
export type Receiver = Schemas['NotifyTarget'];
export type NewReceiver = Schemas['NewNotifyTarget'];
export type ReceiverPatch = Schemas['NotifyTargetPatch'];
export type ReceiverKind = Receiver['kind'];
export type AlertRule = Schemas['AlertRule'];
export type NewAlertRule = Schemas['NewAlertRule'];
export type AlertRulePatch = Schemas['AlertRulePatch'];
export type Severity = AlertRule['severity'];
export type Silence = Schemas['Silence'];
export type NewSilence = Schemas['NewSilence'];
export type OutgoingCall = Schemas['OutgoingCall'];
export type CallState = OutgoingCall['state'];
export type Key = Schemas['Key'];
export type NewKey = Schemas['NewKey'];
export type Scope = Schemas['Scope'];
export type ViewPart = Schemas['ViewPart'];
export type Limits = Schemas['Limits'];
export type CreatedKey = Schemas['CreatedKey'];
export type User = Schemas['User'];
export type NewUser = Schemas['NewUser'];
export type UserPatch = Schemas['UserPatch'];
export type AuditLine = Schemas['AuditLine'];
export type Role = NonNullable<Schemas['Session']['role']>;
export type RoleOfPeople = User['role'];
export type Session = Schemas['Session'];
export type Mode = Schemas['Mode']['mode'];
export type Retention = Schemas['Retention'];
export type ModeState = Schemas['ModeState'];
export type OverloadRule = Schemas['OverloadRule'];
export type PatrolRule = Schemas['PatrolRule'];
export type DeliveryRule = Schemas['DeliveryRule'];
export type Status = Schemas['Status'];
export type StatusMapVersion = Schemas['StatusMapVersion'];
export type StatusGroups = Schemas['StatusGroups'];
export type TrialResult = Schemas['TrialResult'];
export type Stats = Schemas['Stats'];

export type ReviewMessage = Message & { type: 'message' };
export type RefusedObservation = TraceItem & {
  type: 'refused_observation';
  id: string;
  order_id: string;
};
export type ReviewItem = ReviewMessage | RefusedObservation;
