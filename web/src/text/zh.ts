// What the console says, in Chinese. One word for one thing; English follows the same shape.
import { accessZh } from './access_zh';
import { orderZh } from './order_zh';
import { messagesZh } from './messages_zh';
import { settingsZh } from './settings_zh';
import { failureZh } from './failure_zh';
import { filesZh } from './files_zh';
import { callsZh } from './calls_zh';
import { selfTestZh } from './self_test_zh';
import { shopsZh } from './shops_zh';
import { stockZh } from './stock_zh';
import { tellingZh } from './telling_zh';

export const zh = {
  brand: { name: 'Ordo', line: '每一笔订单，不丢、不重、说得清' },
  common: {
    search: '搜索',
    clear: '清空',
    filters: '筛选',
    confirm: '确认',
    save: '保存',
    copy: '复制',
    copied: '已复制',
    retry: '重试',
    refresh: '刷新',
    more: '更多',
    all: '全部',
    reason: '原因',
    reason_hint: '会写进记录，供以后查证',
    required: '必填',
    newest: '回到最新',
    next: '下一页',
    updated_at: '更新于 {{time}}',
    edit: '编辑',
    optional: '选填',
  },
  live: {
    connecting: '连接中',
    live: '实时',
    reconnecting: '重连中…',
    stopped: '已停止',
    hint: '页面随订单变化自动更新',
    hint_down: '连接断开，正在重连；恢复后自动补上错过的变化',
  },
  nav: {
    orders: '订单',
    stock: '库存',
    review: '待审队列',
    messages: '消息',
    shops: '店铺',
    alerts: '告警',
    settings: '设置',
    collapse: '收起导航',
    expand: '展开导航',
    main: '主导航',
    skip: '跳到内容',
  },
  user: {
    sign_out: '退出登录',
    zone: '时间按',
    zone_shop: '店铺时区',
    zone_browser: '本机时区（{{zone}}）',
    shortcuts: '键盘快捷键',
  },
  ...accessZh,
  keys: {
    title: '键盘快捷键',
    search: '搜索',
    move: '在列表中上下移动（搜索结果里也可用方向键）',
    open: '打开选中的一行',
    peek: '在旁边查看选中的订单；库存里看为什么是这个数',
    close: '关闭或返回',
    filter: '筛选列表',
    adjust: '库存：调整选中的一行',
    receive: '库存：为选中的一行入库',
    help: '显示本帮助',
  },
  sign_in: {
    title: '登录',
    login: '账号',
    password: '密码',
    new_password: '新密码',
    repeat: '再输入一次',
    submit: '登录',
    submitting: '正在登录…',
    first_title: '设置新密码',
    first_hint: '首次登录：一次性密码只能用一次，请设置你自己的密码（至少 12 个字符）。',
    first_submit: '保存并进入',
    first_run: '首次使用？用服务器启动时打印的账号和一次性密码登录。',
    mismatch: '两次输入不一致',
    too_short: '至少 12 个字符',
    back: '返回',
    point_1: '收到即落盘，一条不丢',
    point_2: '重复消息只生效一次',
    point_3: '每次状态变化都有出处',
    wrong: '账号或密码不对',
    locked: '失败次数过多，请 {{seconds}} 秒后再试',
    ended: '登录已过期，请重新登录',
  },
  ...orderZh,
  ...messagesZh,
  files: filesZh,
  call_log: callsZh,
  shops: shopsZh,
  self_test: selfTestZh,
  stock: stockZh,
  telling: tellingZh,
  ...settingsZh,
  ...failureZh,
};

export type Text = typeof zh;
