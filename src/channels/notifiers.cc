#include <algorithm>
#include <array>

#include "channels/aliyun_sms/notifier.h"
#include "channels/dingtalk_bot/notifier.h"
#include "channels/email/notifier.h"
#include "channels/feishu_bot/notifier.h"
#include "channels/notifier.h"
#include "channels/tencent_sms/notifier.h"
#include "channels/wecom_bot/notifier.h"

namespace ordo::channels {

std::span<const Notifier* const> all_notifiers() {
  static const wecom_bot::WecomBot wecom;
  static const dingtalk_bot::DingtalkBot dingtalk;
  static const feishu_bot::FeishuBot feishu;
  static const aliyun_sms::AliyunSms aliyun;
  static const tencent_sms::TencentSms tencent;
  static const email::Email email;
  static const std::array<const Notifier*, 6> notifiers{&wecom,  &dingtalk, &feishu,
                                                        &aliyun, &tencent,  &email};
  return notifiers;
}

const Notifier* find_notifier(std::string_view name) {
  const auto all = all_notifiers();
  const auto at = std::ranges::find(all, name, &Notifier::name);
  return at == all.end() ? nullptr : *at;
}

}  // namespace ordo::channels
