// What the console says, in English.
import { accessEn } from './access_en';
import { orderEn } from './order_en';
import { messagesEn } from './messages_en';
import { settingsEn } from './settings_en';
import { failureEn } from './failure_en';
import { filesEn } from './files_en';
import { callsEn } from './calls_en';
import { selfTestEn } from './self_test_en';
import { shopsEn } from './shops_en';
import { stockEn } from './stock_en';
import { tellingEn } from './telling_en';
import type { Text } from './zh';

export const en: Text = {
  brand: { name: 'Ordo', line: 'Every order kept, applied once, explained' },
  common: {
    search: 'Search',
    clear: 'Clear',
    filters: 'Filters',
    confirm: 'Confirm',
    save: 'Save',
    copy: 'Copy',
    copied: 'Copied',
    retry: 'Try again',
    refresh: 'Refresh',
    more: 'More',
    all: 'All',
    reason: 'Reason',
    reason_hint: 'Kept on record for whoever asks later',
    required: 'Required',
    newest: 'Back to newest',
    next: 'Next',
    updated_at: 'Updated at {{time}}',
    edit: 'Edit',
    optional: 'Optional',
  },
  live: {
    connecting: 'Connecting',
    live: 'Live',
    reconnecting: 'Reconnecting…',
    stopped: 'Stopped',
    hint: 'This page follows orders as they change',
    hint_down: 'The line is down; what was missed is caught up once it is back',
  },
  nav: {
    orders: 'Orders',
    stock: 'Stock',
    review: 'Review',
    messages: 'Messages',
    shops: 'Shops',
    alerts: 'Alerts',
    settings: 'Settings',
    collapse: 'Collapse navigation',
    expand: 'Expand navigation',
    main: 'Main navigation',
    skip: 'Skip to content',
  },
  user: {
    sign_out: 'Sign out',
    zone: 'Times in',
    zone_shop: "The shop's zone",
    zone_browser: 'This computer ({{zone}})',
    shortcuts: 'Keyboard shortcuts',
  },
  ...accessEn,
  keys: {
    title: 'Keyboard shortcuts',
    search: 'Search',
    move: 'Move in a list (in search results with the arrow keys as well)',
    open: 'Open the selected row',
    peek: 'Look at the selected order beside the list; in stock, why it is that many',
    close: 'Close or go back',
    filter: 'Narrow the list',
    adjust: 'Stock: adjust the selected row',
    receive: 'Stock: receive for the selected row',
    help: 'Show this help',
  },
  sign_in: {
    title: 'Sign in',
    login: 'Login',
    password: 'Password',
    new_password: 'New password',
    repeat: 'Once more',
    submit: 'Sign in',
    submitting: 'Signing in…',
    first_title: 'Choose a password',
    first_hint:
      'First sign-in: the one-time password works once. Choose your own, of at least 12 characters.',
    first_submit: 'Save and enter',
    first_run:
      'First time here? Use the login and one-time password that the server printed at start.',
    mismatch: 'The two differ',
    too_short: 'At least 12 characters',
    back: 'Back',
    point_1: 'On disk before it is answered: nothing lost',
    point_2: 'Repeats change nothing: nothing twice',
    point_3: 'Every status names where it came from',
    wrong: 'Login or password is wrong',
    locked: 'Too many failures; try again in {{seconds}} s',
    ended: 'Your session has ended; sign in again',
  },
  ...orderEn,
  ...messagesEn,
  files: filesEn,
  call_log: callsEn,
  shops: shopsEn,
  self_test: selfTestEn,
  stock: stockEn,
  telling: tellingEn,
  ...settingsEn,
  ...failureEn,
};
