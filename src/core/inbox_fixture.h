// What the tests of the log share: an inbox, in segment files or in a table.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/counting_street_store.h"
#include "store/postgres_test_support.h"

namespace ordo::core {

class InboxFixture : public testing::Test {
 protected:
  // In segment files, or in the schema of that address.
  explicit InboxFixture(std::string store = "") {
    options_.store = std::move(store);
    options_.dir = dir_.file("log");
    options_.checkpoint_thread = false;
    open();
  }
  void open() {
    inbox_.reset();
    inbox_ = std::make_unique<Inbox>(options_, keyring_, clock_);
    inbox_->set_listener([this](std::vector<InboundPtr> in) {
      for (const auto& i : in) heard_.push_back(i->entry.seq.value);
    });
  }
  void append(const std::string& body, ShopId stream = kShopA) {
    InboundPtr in = inbound(stream, body, "id-" + body);
    in->on_durable = [this](MessageSeq seq) { durable_.push_back(seq.value); };
    ASSERT_TRUE(inbox_->append(std::move(in)));
  }
  void append_and_flush(const std::string& body, ShopId stream = kShopA) {
    append(body, stream);
    ASSERT_TRUE(inbox_->flush());
  }
  std::vector<int64_t> visited(int64_t after) {
    std::vector<int64_t> seqs;
    inbox_->visit(MessageSeq(after), [&](ShopId, MessageSeq seq) { seqs.push_back(seq.value); });
    return seqs;
  }
  std::vector<int64_t> scanned(ShopId stream, int64_t after, size_t limit = 100) {
    std::vector<int64_t> seqs;
    for (const Entry& e : inbox_->scan(stream, MessageSeq(after), limit)) {
      seqs.push_back(e.seq.value);
    }
    return seqs;
  }
  // Everything in both streams up to `a` and `b` is applied; `unsettled` still needs its bodies.
  LogNeeds needs(int64_t a, int64_t b, const std::vector<int64_t>& unsettled = {}) {
    LogNeeds n;
    n.applied = {{kShopA.value, a}, {kShopB.value, b}};
    for (const int64_t seq : unsettled) {
      const Entry e = *inbox_->read(MessageSeq(seq));
      n.unsettled.push_back({e.seq, e.stream, e.received_at});
    }
    return n;
  }
  std::string body(int64_t seq) { return inbox_->read(MessageSeq(seq)).value_or(Entry{}).body; }

  store::TempDir dir_;
  InboxOptions options_;
  ManualClock clock_{kMorning};
  store::Keyring keyring_ = store::Keyring::from_master(Key256{7});
  std::unique_ptr<Inbox> inbox_;
  std::vector<int64_t> heard_, durable_;
};

inline std::vector<InboundPtr> page_of(size_t entries, const std::string& prefix = "page-") {
  std::vector<InboundPtr> page;
  for (size_t i = 0; i < entries; ++i) page.push_back(inbound(kShopA, prefix + std::to_string(i)));
  return page;
}

}  // namespace ordo::core
