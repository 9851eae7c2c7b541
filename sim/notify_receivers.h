// Simulated receivers of notices: the group bots of WeCom, DingTalk and Feishu, and the SMS gateways of
// Aliyun and Tencent Cloud. They check signatures as the platforms' documents say, by code of their own: a
// mistake that they shared with the hub would go unseen.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "sim/platform_server.h"

namespace ordo::sim {

// What a receiver knows of who may send to it.
struct NotifyAccounts {
  std::string wecom_key = "693axxx6-7aoc";
  std::string dingtalk_token = "ding-token",
              dingtalk_secret = "SECdemo0000000000000000000000000000";
  std::string dingtalk_keyword = "Ordo";
  std::string feishu_token = "hook-1", feishu_secret = "feishuDemoSecret";
  std::string aliyun_key = "DemoAccessKeyId", aliyun_secret = "DemoAccessKeySecret";
  std::string tencent_id = "DemoSecretId", tencent_key = "DemoSecretKey";
};

class NotifyReceivers {
 public:
  explicit NotifyReceivers(NotifyAccounts accounts = {}) : accounts_(std::move(accounts)) {}

  [[nodiscard]] PlatformResponse serve(const PlatformRequest& request, Instant now);

  // What was taken, by receiver ("wecom", "dingtalk", "feishu", "aliyun", "tencent"): the words.
  [[nodiscard]] const std::vector<std::string>& taken(std::string_view receiver) const;
  // The next requests meet this instead, whoever they are for: a status, 0 for a closed connection.
  void misbehave(int status) { faults_.push_back({status, false}); }
  // The next request is taken, and its answer is lost.
  void lose_answer() { faults_.push_back({0, true}); }
  // What operators report of text messages that were taken: a code, "DELIVERED" unless told otherwise;
  // nothing: not yet.
  void report(std::string code) { report_ = std::move(code); }
  // Bots take so many messages a minute.
  void limit_to(size_t per_minute) { per_minute_ = per_minute; }

 private:
  struct Fault {
    int status;
    bool taken;
  };
  struct Verdict {
    std::string receiver, words, refusal;  // a refusal in the receiver's own form; empty: taken
    std::string answer;
    std::string limited;  // the receiver's own words for too much
  };

  [[nodiscard]] Verdict judge(const PlatformRequest& request, Instant now) const;
  [[nodiscard]] Verdict wecom(const PlatformRequest& request) const;
  [[nodiscard]] Verdict dingtalk(const PlatformRequest& request, Instant now) const;
  [[nodiscard]] Verdict feishu(const PlatformRequest& request, Instant now) const;
  [[nodiscard]] Verdict aliyun(const PlatformRequest& request, Instant now) const;
  [[nodiscard]] Verdict tencent(const PlatformRequest& request, Instant now) const;
  [[nodiscard]] PlatformResponse report_to(const PlatformRequest& request, Instant now) const;
  [[nodiscard]] std::string aliyun_refusal(const PlatformRequest& request, Instant now) const;
  [[nodiscard]] std::string tencent_refusal(const PlatformRequest& request, Instant now) const;
  [[nodiscard]] bool too_many(const std::string& receiver, Instant now);

  NotifyAccounts accounts_;
  std::map<std::string, std::vector<std::string>, std::less<>> taken_;
  std::map<std::string, std::vector<Instant>> times_;
  std::deque<Fault> faults_;
  size_t per_minute_ = 20;
  std::string report_ = "DELIVERED";
};

}  // namespace ordo::sim
