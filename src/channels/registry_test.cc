#include <gtest/gtest.h>

#include <array>
#include <set>

#include "channels/adapter.h"

namespace ordo::channels {
namespace {

TEST(Registry, an_adapter_is_found_by_its_own_name_only) {
  for (const Adapter* adapter : all_adapters()) {
    EXPECT_EQ(find_adapter(adapter->name()), adapter);
  }
  ASSERT_NE(find_adapter("standard"), nullptr);
  EXPECT_EQ(find_adapter("Standard"), nullptr);
  EXPECT_EQ(find_adapter(""), nullptr);
  EXPECT_EQ(find_adapter("nobody"), nullptr);
}

TEST(Registry, each_channel_says_what_it_needs_and_what_it_reads) {
  for (const Adapter* adapter : all_adapters()) {
    EXPECT_FALSE(adapter->credential_rules().empty()) << adapter->name();
    for (const CredentialRule& rule : adapter->credential_rules()) {
      EXPECT_FALSE(rule.name.empty() || rule.help.empty()) << adapter->name();
    }
    EXPECT_FALSE(adapter->contract().empty()) << adapter->name();
    for (const ObjectRule& object : adapter->contract()) {
      EXPECT_TRUE(object.pointer.empty() || object.pointer.starts_with('/')) << object.pointer;
      EXPECT_FALSE(object.fields.empty()) << object.pointer;
    }
  }
}

// A credential is required when it is missed, whatever else is given.
TEST(Registry, credentials_that_are_required_are_named_when_they_are_missing) {
  for (const Adapter* adapter : all_adapters()) {
    for (const CredentialRule& rule : adapter->credential_rules()) {
      if (!rule.required) continue;
      std::string others;
      for (const CredentialRule& other : adapter->credential_rules()) {
        if (!other.required || other.name == rule.name) continue;
        others +=
            std::string(others.empty() ? "" : ",") + "\"" + std::string(other.name) + "\":\"x\"";
      }
      const auto checked = adapter->check_credentials("{" + others + "}");
      ASSERT_FALSE(checked) << adapter->name() << " " << rule.name;
      EXPECT_EQ(checked.error().fields.front().pointer, "/" + std::string(rule.name));
    }
  }
}

TEST(Registry, every_channel_publishes_words_that_each_have_a_kind_and_a_meaning_of_it) {
  for (const Adapter* adapter : all_adapters()) {
    std::set<std::string> seen;
    for (const StatusWord& word : adapter->words()) {
      const auto kind = facts::kind_of(word.key);
      ASSERT_TRUE(kind) << word.key;
      EXPECT_EQ(facts::parse_sense(*kind, facts::name(word.sense)), word.sense) << word.key;
      EXPECT_TRUE(seen.insert(word.key).second) << word.key;
    }
    EXPECT_GE(seen.size(), 20u) << adapter->name();
  }
}

TEST(Route, a_topic_survives_in_a_route_whatever_slashes_it_has) {
  EXPECT_EQ(route_of("shopify", "orders/paid"), "shopify/orders/paid");
  EXPECT_EQ(topic_of("shopify/orders/paid"), "orders/paid");
  EXPECT_EQ(route_of("standard", ""), "standard");
  EXPECT_EQ(topic_of("standard"), "");
}

TEST(Route, a_topic_has_plain_letters_only) {
  EXPECT_TRUE(is_topic(""));
  EXPECT_TRUE(is_topic("customers-v2.data_request/1"));
  for (const std::string_view bad : {"Orders/paid", "orders paid", "orders\n", "订单"}) {
    EXPECT_FALSE(is_topic(bad)) << bad;
  }
  EXPECT_FALSE(is_topic(std::string(kTopicBytesMax + 1, 'a')));
}

TEST(Request, header_names_are_compared_without_case_and_an_absent_one_is_empty) {
  using Header = std::pair<std::string_view, std::string_view>;
  const std::array<Header, 2> headers{Header{"Webhook-ID", "m1"}, Header{"Content-Type", "x"}};
  const Request request{headers, ""};
  EXPECT_EQ(request.header("webhook-id"), "m1");
  EXPECT_EQ(request.header("CONTENT-TYPE"), "x");
  EXPECT_EQ(request.header("webhook-i"), "");
  EXPECT_EQ(request.header("webhook-idx"), "");
}

}  // namespace
}  // namespace ordo::channels
