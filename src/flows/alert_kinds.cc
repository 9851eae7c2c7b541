#include "flows/alert_kinds.h"

#include <algorithm>
#include <array>

namespace ordo::flows {
namespace {

using channels::Severity;

constexpr std::array kRows = {
    AlertKindRow{AlertKind::kTransitionRefused,
                 "transition_refused",
                 Severity::kWarning,
                 {"状态变更被拒绝",
                  "订单 {order_no}[：{axis:word}由「{from:word}」变为「{to:word}」不在流转白名单内]"
                  "[：支付 {payment} 原为 {was}，现称 {said}，以先到的为准][（由 {by} 手动提出）]",
                  "到订单页核对平台上的实际状态；确有必要时由有权限的人重置状态"},
                 {"Transition refused",
                  "order {order_no}[: {axis:word} from {from:word} to {to:word} is not allowed by "
                  "the lifecycle][: payment {payment} was {was} and is now said to be {said}; what "
                  "came first stands][ (asked for by {by})]",
                  "Compare the order with its platform; reset its status where that is right."}},
    AlertKindRow{AlertKind::kStatusJump,
                 "status_jump",
                 Severity::kInfo,
                 {"状态跳跃",
                  "订单 {order_no} 的{axis:word}由「{from:word}」直接变为「{to:word}」，"
                  "{source} 没有上报中间的 {via:words}",
                  "一般无需处理；若经常出现，检查该渠道是否漏发消息"},
                 {"Status jumped",
                  "{axis:word} of order {order_no} went from {from:word} straight to {to:word}; "
                  "{source} did not report {via:words}",
                  "Nothing as a rule; where it happens often, see whether the channel loses "
                  "messages."}},
    AlertKindRow{
        AlertKind::kSuspectedDuplicate,
        "suspected_duplicate",
        Severity::kWarning,
        {"疑似重复订单", "订单 {order_no} 与一小时内另外 {count} 单的买家、商品、金额都相同",
         "联系买家确认是否重复下单，重复的取消"},
        {"Possible duplicate order",
         "order {order_no} has the same buyer, goods and amount as {count} other order(s) "
         "within the hour",
         "Ask the buyer whether both are wanted; cancel what is not."}},
    AlertKindRow{AlertKind::kSuspectedBurst,
                 "suspected_burst",
                 Severity::kCritical,
                 {"疑似批量重复下单", "订单 {order_no} 与一小时内的多单相同，已暂挂",
                  "查明是脚本、重试失控还是欺诈，再放行或取消"},
                 {"Possible burst of duplicate orders",
                  "order {order_no} is like many within the hour and is held",
                  "Find out whether it is a script, a retry that runs wild or fraud; then release "
                  "or cancel."}},
    AlertKindRow{AlertKind::kRefundExceedsPaid,
                 "refund_exceeds_paid",
                 Severity::kCritical,
                 {"退款超过实付金额", "订单 {order_no} 的退款合计超过实付，已暂挂",
                  "核对平台上的退款单与收款记录，再放行"},
                 {"Refunds exceed what was paid",
                  "the refunds of order {order_no} exceed what was paid; it is held",
                  "Compare refunds and payments with the platform, then release it."}},
    AlertKindRow{AlertKind::kTimeInFuture,
                 "time_in_future",
                 Severity::kWarning,
                 {"时间在未来", "一条消息说的时间是 {said:time}，收到时才 {received:time}",
                  "检查店铺时区和对方时钟；改正后修订或重放该消息"},
                 {"Time in the future",
                  "a message speaks of {said:time} and was received at {received:time}",
                  "Check the shop's time zone and the sender's clock; then amend or replay the "
                  "message."}},
    AlertKindRow{AlertKind::kTimeImpossible,
                 "time_impossible",
                 Severity::kWarning,
                 {"时间不可能存在", "字段 {field} 的时间{code:word}（店铺时区 {zone}）",
                  "检查店铺时区；改正后重放该消息"},
                 {"A time that cannot be", "the time in {field} cannot be read: {said}",
                  "Check the shop's time zone; then replay the message."}},
    AlertKindRow{
        AlertKind::kZoneContradicted,
        "zone_contradicted",
        Severity::kWarning,
        {"店铺时区与平台不符",
         "店铺 {shop} 设为 {zone}（当时为 {declared}），平台写的却是 {written}，"
         "营业日可能算错",
         "到店铺设置里核对时区"},
        {"Shop time zone contradicted",
         "{shop} is declared to be in {zone}, which is at {declared} then, but its channel "
         "writes {written}: business days may be wrong",
         "Check the shop's time zone in its settings."}},
    AlertKindRow{AlertKind::kEchoUnproved,
                 "echo_unproved",
                 Severity::kWarning,
                 {"带我方标记但无推送记录",
                  "订单 {order_no} 带有 {mark} 的标记，但没有推送到此店铺的记录，已按新订单收下",
                  "若是复制单，请取消它"},
                 {"Bears our mark without a record of a push",
                  "order {order_no} bears the mark of {mark}, which nobody registered as pushed to "
                  "this shop: placed as an order of its own",
                  "Cancel it if it is a copy."}},
    AlertKindRow{AlertKind::kUnknownStatus,
                 "unknown_status",
                 Severity::kWarning,
                 {"出现没有含义的状态词", "店铺 {shop} 的状态词「{word}」还没有含义，消息已搁置",
                  "在状态映射中给它一个含义，再重放搁置的消息"},
                 {"A status word without a meaning",
                  "{shop} says \"{word}\", which has no meaning yet; the message was set aside",
                  "Give it one in the status map, and replay what was set aside."}},
    AlertKindRow{AlertKind::kReviewQueueFull,
                 "review_queue_full",
                 Severity::kCritical,
                 {"待审队列过满", "待审消息超过 {most} 条", "尽快处理待审队列"},
                 {"Review queue is full", "more than {most} messages wait in the review queue",
                  "See to the review queue soon."}},
    AlertKindRow{AlertKind::kOutboxGaveUp,
                 "outbox_gave_up",
                 Severity::kCritical,
                 {"通知已放弃，待人处理", "外呼 {call} 已放弃：{error}",
                  "在待审的外呼中重试或作废；在此之前同一订单后面的通知都在等它"},
                 {"A call out gave up", "call {call} was given up: {error}",
                  "Try it again or discard it under Review; what follows for its order waits until "
                  "then."}},
    AlertKindRow{AlertKind::kHeadsNotCopied,
                 "heads_not_copied",
                 Severity::kWarning,
                 {"签名链头无法复制到第二处", "签名链头不能复制到 {path}，目前只保存在数据目录",
                  "检查该路径的权限、空间和挂载"},
                 {"Signed heads cannot be copied",
                  "signed heads cannot be copied to {path}: until they can, only the data folder "
                  "holds them",
                  "Check the path's rights, space and mount."}},
    AlertKindRow{AlertKind::kTimerBreached,
                 "timer_breached",
                 Severity::kCritical,
                 {"定时任务出错", "定时任务 {timer} 出错：{why}", "核对相关订单后解冻；联系维护者"},
                 {"A timer failed", "timer {timer} failed: {why}",
                  "Look at its order and thaw it; tell the maintainers."}},
    AlertKindRow{AlertKind::kInvariantBreached,
                 "invariant_breached",
                 Severity::kCritical,
                 {"处理出错，订单已冻结", "处理时违反不变量：{why}",
                  "核对订单，处理搁置的消息后解冻；联系维护者"},
                 {"Failed; the order is frozen", "an invariant was breached: {why}",
                  "Look at the order and its message, then thaw it; tell the maintainers."}},
    AlertKindRow{
        AlertKind::kCrashedTwice,
        "crashed_twice",
        Severity::kCritical,
        {"处理两次中断", "[定时任务 {timer}：]处理时进程两次退出，已搁置",
         "看程序日志；不要直接重放，联系维护者"},
        {"Interrupted twice",
         "[timer {timer}: ]the process died twice while this was applied; it was set aside",
         "See the program's log; do not replay it before the cause is known."}},
    AlertKindRow{AlertKind::kModeChanged,
                 "mode_changed",
                 Severity::kWarning,
                 {"运行模式自动切换",
                  "已切换为「{mode:word}」，原因：{cause:word}[，每秒 {accepted_per_s} 条（通常 "
                  "{usual_peak_per_s} 条）]"
                  "[，较慢的 5% 超过 {slow_ms_p95} 毫秒][，日志积压 {log_pending} 条]",
                  "过载消退后会自动恢复；持续不恢复时检查来源流量"},
                 {"The mode changed by itself",
                  "now {mode:word}: {cause:word}[; {accepted_per_s} messages a second, usually "
                  "{usual_peak_per_s}][; one in twenty takes over {slow_ms_p95} ms]"
                  "[; {log_pending} wait for the log]",
                  "It changes back when the load has gone; where it does not, see who sends so "
                  "much."}},
    AlertKindRow{AlertKind::kApplyBehind,
                 "apply_behind",
                 Severity::kCritical,
                 {"处理滞后", "{waits:span}前到达的消息还没有处理", "看机器负载、磁盘和程序日志"},
                 {"Applying is behind", "what came {waits:span} ago is not applied",
                  "See the machine's load, its disk and the program's log."}},
    AlertKindRow{AlertKind::kMessagesWait,
                 "messages_wait",
                 Severity::kWarning,
                 {"消息在等订单", "{count} 条消息在等还没到的订单，最早自 {since:time}：{examples}",
                  "检查该店铺的订单消息是否漏发，必要时补拉"},
                 {"Messages wait for their order",
                  "{count} messages wait for orders that have not come, the oldest since "
                  "{since:time}: {examples}",
                  "See whether the shop's orders get lost on the way; probe it where it can be."}},
    AlertKindRow{
        AlertKind::kParkedWithOrder,
        "parked_with_order",
        Severity::kWarning,
        {"订单的消息被搁置", "{count} 条有订单的消息被搁置，最早自 {since:time}：{examples}",
         "到待审队列处理"},
        {"Messages of orders were set aside",
         "{count} messages of orders were set aside, the oldest since {since:time}: "
         "{examples}",
         "See to them in the review queue."}},
    AlertKindRow{AlertKind::kStatusNotTold,
                 "status_not_told",
                 Severity::kWarning,
                 {"状态变化未送达", "{count} 个状态变化还没有送达，最早自 {since:time}：{examples}",
                  "检查该店铺的回调地址是否可用"},
                 {"Changes of status not delivered",
                  "{count} changes of status have not been told, the oldest since {since:time}: "
                  "{examples}",
                  "See whether the shop's callback address answers."}},
    AlertKindRow{AlertKind::kPullBehind,
                 "pull_behind",
                 Severity::kWarning,
                 {"拉单落后", "平台只读到 {until:time}", "检查平台接口限流、授权和网络"},
                 {"Pulling is behind", "its platform has been read up to {until:time}",
                  "See the platform's limits, the authorisation and the network."}},
    AlertKindRow{
        AlertKind::kChangesLate,
        "changes_late",
        Severity::kWarning,
        {"订单变化来得太晚",
         "{count} 个变化从平台发生到处理完超过 {limit:span}；最慢的 {order_no} 用了 "
         "{lag:span}：平台 "
         "{said:time}，收到 {received:time}，处理完 {committed:time}",
         "收到得晚就向平台查询推送延迟；处理得晚就看机器负载"},
        {"Changes come late",
         "{count} changes were applied more than {limit:span} after their platform's moment; the "
         "slowest, {order_no}, after {lag:span}: platform {said:time}, received {received:time}, "
         "applied {committed:time}",
         "Where they are received late, ask the platform about its delays; where they are applied "
         "late, see the machine's load."}},
    AlertKindRow{
        AlertKind::kShopSilent,
        "shop_silent",
        Severity::kWarning,
        {"店铺无消息",
         "平台自 {since:time} 起没有推送，已有 {lasts:span}[；同一时段 {usual_days_ago} 天前有 "
         "{usual} "
         "次推送，{usual_before_days_ago} 天前有 {usual_before} 次]",
         "查看被拒的推送，在店铺页做自检，并在平台后台确认推送已开启且指向本系统地址"},
        {"A shop is silent",
         "its platform has not called since {since:time}, for {lasts:span}[; {usual} calls came at "
         "that time of day {usual_days_ago} day(s) ago and {usual_before} calls "
         "{usual_before_days_ago} days ago]",
         "Look for calls that were refused, run the shop's self-test, and see in the platform's "
         "console whether its calls are switched on and go to the hub's address."}},
    AlertKindRow{AlertKind::kMirrorsDiffer,
                 "mirrors_differ",
                 Severity::kWarning,
                 {"系统间订单状态不一致",
                  "{count} 个订单在应于 {limit:span}内跟上的系统里状态不同；最近的 {order_no}：自 "
                  "{since:time} "
                  "起为「{ours:word}」，{system} 在 {said:time} 仍称「{theirs:word}」",
                  "到订单页比对各系统状态，必要时重推或重置"},
                 {"Systems disagree on orders",
                  "{count} orders stand otherwise in a system that should have followed within "
                  "{limit:span}; "
                  "the latest, {order_no}: {ours:word} since {since:time}, {system} says "
                  "{theirs:word} as of "
                  "{said:time}",
                  "Compare the systems on the order's page; tell it again, or reset the order, "
                  "where that is "
                  "right."}},
    AlertKindRow{AlertKind::kCredentialsExpiring,
                 "credentials_expiring",
                 Severity::kCritical,
                 {"授权即将到期", "授权将于 {expires:time} 到期", "到平台续期，并更新店铺凭据"},
                 {"Credentials are about to expire", "its credentials expire at {expires:time}",
                  "Renew them at the platform and enter them in the shop's settings."}},
    AlertKindRow{
        AlertKind::kOrdersMissing,
        "orders_missing",
        Severity::kCritical,
        {"平台有单未到",
         "店铺 {shop}：平台有 {total} 单，这里只有 {ours} 单（{from:time} 至 {to:time}）",
         "系统会自动补拉；仍缺时按平台订单号核对"},
        {"Orders missing from the platform",
         "{shop}: the platform counts {total} orders, {ours} are here ({from:time} to "
         "{to:time})",
         "They are asked for again by themselves; what lacks still is to be compared by its "
         "number."}},
    AlertKindRow{AlertKind::kOrderUnreadable,
                 "order_unreadable",
                 Severity::kWarning,
                 {"平台列出但取不到的订单", "平台列出 {order_no} 却不给出：{code}",
                  "到平台后台查看该订单的权限和状态"},
                 {"An order is listed but cannot be fetched",
                  "the platform lists {order_no} and does not give it: {code}",
                  "Look at its rights and state in the platform's own console."}},
    AlertKindRow{AlertKind::kPullStopped,
                 "pull_stopped",
                 Severity::kCritical,
                 {"拉单已停止，请检查授权", "店铺 {shop}：{code:word}[（{why}）]",
                  "到平台重新授权，并更新店铺凭据"},
                 {"Pulling stopped: check the authorisation", "{shop}: {code:word}[ ({why})]",
                  "Authorise anew at the platform and enter the credentials."}},
    AlertKindRow{
        AlertKind::kPullFailing,
        "pull_failing",
        Severity::kCritical,
        {"拉单持续失败", "店铺 {shop}：{code:word}[（{why}）]", "检查平台状态、网络和店铺设置"},
        {"Pulling keeps failing", "{shop}: {code:word}[ ({why})]",
         "See the platform's state, the network and the shop's settings."}},
    AlertKindRow{AlertKind::kPullCursorLost,
                 "pull_cursor_lost",
                 Severity::kWarning,
                 {"拉单进度丢失，已重新开始", "店铺 {shop}：{code:word}[（{why}）]",
                  "一般无需处理；进度会从上次读到的时间重新开始"},
                 {"Pull progress lost, started anew", "{shop}: {code:word}[ ({why})]",
                  "Nothing as a rule: it starts again from what was read last."}},
    AlertKindRow{
        AlertKind::kMetricThreshold,
        "metric_threshold",
        Severity::kWarning,
        {"指标越过阈值", "{figure} = {value}，条件 {op} {limit}[，持续 {lasts:span}]",
         "按规则约定的办法处理"},
        {"A figure crossed its threshold", "{figure} = {value} ({op} {limit}[ for {lasts:span}])",
         "Do as was agreed for this rule."}},
    AlertKindRow{
        AlertKind::kNotifyGaveUp,
        "notify_gave_up",
        Severity::kCritical,
        {"告警通知没有送到", "接收方 {receiver}：{error}", "检查接收方的设置，并用测试发送确认"},
        {"A notice did not arrive", "{receiver}: {error}",
         "Check the receiver's settings and try it with a test."}},
    AlertKindRow{
        AlertKind::kInsufficientStock,
        "insufficient_stock",
        Severity::kWarning,
        {"下单时库存不足", "订单 {order_no} 没有锁到库存，已暂挂：{code:word}[（{reason}）]",
         "补货后去掉订单上的标签即可重新锁定；补不上的，取消订单"},
        {"Not enough stock for an order",
         "order {order_no} got no stock and is held: {code:word}[ ({reason})]",
         "Take the tag off the order once there is stock, and it is locked; else cancel it."}},
    AlertKindRow{
        AlertKind::kStockShortage,
        "stock_shortage",
        Severity::kCritical,
        {"平台已售出，仓库没有", "订单 {order_no} 缺 {sku} {missing} 件（共需 {asked} 件）",
         "采购或调拨补齐，或与买家协商取消"},
        {"Sold by the platform and not on hand",
         "order {order_no} lacks {missing} of {asked} {sku}",
         "Purchase or transfer what is lacking, or cancel with the buyer."}},
    AlertKindRow{AlertKind::kStockLatePayment,
                 "stock_late_payment",
                 Severity::kCritical,
                 {"付款时库存锁已过期，货已不足",
                  "订单 {order_no} 付款晚了，缺 {sku} {missing} 件（共 {asked} 件）[：{reason}]",
                  "为缺货部分退款，或补货后重新占用"},
                 {"Paid after its lock had expired, and the goods are gone",
                  "order {order_no} was paid late and lacks {missing} of {asked} {sku}[: {reason}]",
                  "Refund what is gone, or bind it again once there is stock."}},
    AlertKindRow{
        AlertKind::kStockShippedUnbound,
        "stock_shipped_unbound",
        Severity::kWarning,
        {"发出的货没有占用库存", "订单 {order_no} 发出 {sku}，其中 {missing} 件账上没有占用",
         "盘点该商品；多半是账外的货，或发错了订单"},
        {"Goods left that were not bound",
         "order {order_no} shipped {sku}, of which {missing} were not bound to it",
         "Count the item: goods that the books do not know, or another order's."}},
    AlertKindRow{AlertKind::kStockContradicted,
                 "stock_contradicted",
                 Severity::kCritical,
                 {"库存数字与流水不符", "{what}", "先冻结该商品的销售，再用 ordo prove 查明"},
                 {"Stock contradicts its ledger", "{what}",
                  "Stop selling the item, and find out with ordo prove."}},
};

constexpr bool in_order() {
  for (size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].id != static_cast<AlertKind>(i)) return false;
  }
  return kRows.back().id == AlertKind::kStockContradicted;
}
static_assert(in_order(), "each kind has its row, in the order of the enumeration");

}  // namespace

std::span<const AlertKindRow> alert_kinds() { return kRows; }

std::string_view name(AlertKind kind) { return kRows.at(static_cast<size_t>(kind)).name; }

const AlertKindRow* find_alert_kind(std::string_view name) {
  const auto* const found = std::ranges::find(kRows, name, &AlertKindRow::name);
  return found == kRows.end() ? nullptr : &*found;
}

}  // namespace ordo::flows
