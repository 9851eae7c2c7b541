#include "flows/attachment_commands.h"

#include "base/file_samples.h"
#include "flows/prove.h"
#include "flows/test_support.h"

namespace ordo::flows {
namespace {

class AttachmentTest : public HubTest {
 protected:
  AttachmentTest() { receive(order_event("A-1", "paid", 0, kBuyer)); }

  core::Outcome attach(const std::string& bytes, const std::string& name = "shot.png",
                       const std::string& number = "A-1") {
    return command("orders.attach",
                   {{"id", find(number).value}, {"name", name}, {"content", base64(bytes)}},
                   shop_id());
  }
  core::Outcome detach(int64_t id, const std::string& reason = "the wrong order") {
    return command("orders.detach",
                   {{"id", find("A-1").value}, {"attachment", id}, {"reason", reason}}, shop_id());
  }
  std::vector<orders::Attachment> held(const std::string& number = "A-1") {
    return orders::load_attachments(hub_->database().writer_reader(), find(number));
  }
  std::optional<std::string> opened_bytes(const orders::Attachment& a) {
    const auto reader = hub_->database().writer_reader();
    const auto wrapped = orders::load_person_key(reader, a.person);
    const auto sealed = orders::load_attachment_content(reader, a.id);
    if (!wrapped || !sealed) return std::nullopt;
    const auto key = hub_->keyring().unwrap(*wrapped, person_context(a.person.value));
    return key ? open_attachment(*key, a.id, *sealed) : std::nullopt;
  }
  void forget(const std::string& number) {
    EXPECT_EQ(command("persons.forget", {{"order", find(number).value}, {"reason", "asked for it"}})
                  .answer.status,
              200);
  }
  void expect_proved() {
    const auto report = prove(hub_->database(), hub_->inbox(), hub_->keyring());
    EXPECT_EQ(report.complaints, std::vector<std::string>{});
    expect_whole_history();
  }
};

TEST_F(AttachmentTest, a_file_is_kept_sealed_and_opens_as_it_was) {
  const std::string text = "buyer: my number is 13800138000, Mrs Li";
  const core::Outcome added = attach(text, "Mrs Li.txt");
  EXPECT_EQ(added.answer.status, 201) << added.answer.body;
  ASSERT_EQ(held().size(), 1u);
  EXPECT_EQ(opened_bytes(held()[0]), text);
  EXPECT_EQ(held()[0].type, FileType::kText);
  EXPECT_EQ(held()[0].added_by, "key:7");
  EXPECT_EQ(bytes().find("Mrs Li"), std::string::npos) << "neither its bytes nor its name in clear";
  expect_proved();
}

TEST_F(AttachmentTest, the_order_itself_is_not_changed) {
  const orders::Order before = order("A-1");
  attach(samples::png());
  EXPECT_EQ(order("A-1"), before) << "whoever edits it need not read it again";
}

TEST_F(AttachmentTest, the_same_bytes_are_there_already_under_whatever_name) {
  const core::Outcome first = attach(samples::png());
  const core::Outcome again = attach(samples::png(), "another.png");
  EXPECT_EQ(again.answer.status, 200);
  EXPECT_NE(again.answer.body.find("\"existing\":true"), std::string::npos);
  EXPECT_EQ(held().size(), 1u);
  receive(order_event("A-2", "paid", 0, kBuyer));
  EXPECT_EQ(attach(samples::png(), "x.png", "A-2").answer.status, 201) << "of another order";
}

TEST_F(AttachmentTest, what_cannot_be_kept_is_refused_with_its_code) {
  EXPECT_EQ(attach("").code, "file_empty");
  EXPECT_EQ(attach(samples::png().substr(0, 40)).code, "file_truncated");
  EXPECT_EQ(attach(std::string("MZ\0", 3)).code, "file_type_unknown");
  EXPECT_EQ(attach(std::string(core::kAttachmentBytesMax + 1, 'x')).code, "file_too_large");
  EXPECT_EQ(attach(std::string(core::kAttachmentBytesMax, 'x')).answer.status, 201);
  EXPECT_EQ(command("orders.attach", {{"id", find("A-1").value}, {"content", "no base64"}}).code,
            "malformed_content");
  EXPECT_EQ(command("orders.attach", {{"id", 999}, {"content", base64("x")}}).answer.status, 404);
  EXPECT_EQ(held().size(), 1u);
  expect_proved();
}

TEST_F(AttachmentTest, an_order_holds_so_many_and_one_that_was_removed_leaves_room) {
  for (size_t i = 0; i < core::kAttachmentsMax; ++i) {
    EXPECT_EQ(attach("line " + std::to_string(i)).answer.status, 201);
  }
  EXPECT_EQ(attach("one more").code, "attachments_full");
  EXPECT_EQ(attach("line 3").answer.status, 200) << "that is there already";
  EXPECT_EQ(detach(held()[0].id).answer.status, 200);
  EXPECT_EQ(attach("one more").answer.status, 201);
}

TEST_F(AttachmentTest, removing_takes_the_bytes_and_keeps_who_and_why) {
  attach(samples::png());
  const int64_t id = held()[0].id;
  EXPECT_EQ(detach(id, "").answer.status, 422);
  EXPECT_EQ(detach(id).answer.status, 200);
  EXPECT_FALSE(held()[0].stands());
  EXPECT_EQ(held()[0].reason, "the wrong order");
  EXPECT_EQ(held()[0].removed_by, "key:7");
  EXPECT_EQ(number("SELECT count(*) FROM attachment_content"), 0);
  EXPECT_EQ(detach(id).code, "attachment_not_found");
  EXPECT_EQ(texts("SELECT kind FROM events WHERE kind LIKE 'attachment.%' ORDER BY seq"),
            (std::vector<std::string>{"attachment.added", "attachment.removed"}));
  expect_proved();
  EXPECT_EQ(attach(samples::png()).answer.status, 201) << "it may be added again";
}

TEST_F(AttachmentTest, forgetting_the_buyer_makes_them_unreadable_at_once) {
  attach(samples::png());
  forget("A-1");
  EXPECT_EQ(opened_bytes(held()[0]), std::nullopt);
  EXPECT_EQ(attach("more").code, "person_forgotten");
  EXPECT_EQ(attach("more").answer.status, 410);
  EXPECT_EQ(detach(held()[0].id).answer.status, 200) << "what cannot be read can still be removed";
  expect_proved();
}

TEST_F(AttachmentTest, an_order_of_nobody_gets_a_key_for_its_files) {
  receive(order_event("A-3"));
  ASSERT_EQ(order("A-3").person, 0);
  EXPECT_EQ(attach(samples::pdf(), "invoice", "A-3").answer.status, 201);
  EXPECT_NE(order("A-3").person, 0);
  EXPECT_EQ(opened_bytes(held("A-3")[0]), samples::pdf());
  expect_proved();
}

TEST_F(AttachmentTest, a_file_that_came_before_its_buyer_was_known_is_forgotten_with_the_buyer) {
  receive(order_event("A-3"));
  attach(samples::pdf(), "invoice", "A-3");
  receive(order_event("A-3", "paid", 5, kBuyer));
  ASSERT_NE(order("A-3").person, order("A-1").person);
  EXPECT_EQ(opened_bytes(held("A-3")[0]), samples::pdf());
  expect_proved();
  forget("A-1");
  EXPECT_EQ(opened_bytes(held("A-3")[0]), std::nullopt);
  EXPECT_EQ(personal(order("A-3")), std::nullopt);
  EXPECT_EQ(attach("more", "x", "A-3").code, "person_forgotten");
  expect_proved();
}

TEST_F(AttachmentTest, a_buyer_is_forgotten_by_the_order_whose_file_came_first) {
  receive(order_event("A-3"));
  attach(samples::pdf(), "invoice", "A-3");
  receive(order_event("A-3", "paid", 5, kBuyer));
  forget("A-3");
  EXPECT_EQ(opened_bytes(held("A-3")[0]), std::nullopt);
  EXPECT_EQ(personal(order("A-1")), std::nullopt) << "it is the same person";
  expect_proved();
}

TEST_F(AttachmentTest, whoever_a_file_was_sealed_for_is_found_by_later_orders) {
  const std::string other = R"("buyer":{"id":"buyer-2","name":"Wang Fang"})";
  receive(order_event("A-3"));
  attach(samples::pdf(), "invoice", "A-3");
  receive(order_event("A-3", "paid", 5, other));
  receive(order_event("A-4", "paid", 6, other));
  forget("A-4");
  EXPECT_EQ(opened_bytes(held("A-3")[0]), std::nullopt);
  expect_proved();
}

TEST_F(AttachmentTest, a_buyer_who_is_named_by_hand_is_known_again) {
  receive(order_event("A-3"));
  attach(samples::pdf(), "invoice", "A-3");
  const Personal named = *personal(order("A-1"));
  const core::Outcome edited = command(
      "orders.patch", {{"id", find("A-3").value},
                       {"version", order("A-3").version},
                       {"patch", {{"receiver", boost::json::parse(personal_json(named))}}}});
  ASSERT_EQ(edited.answer.status, 200) << edited.answer.body;
  forget("A-1");
  EXPECT_EQ(opened_bytes(held("A-3")[0]), std::nullopt);
  expect_proved();
}

TEST_F(AttachmentTest, several_of_one_batch_see_each_other) {
  const auto queue = [&](const std::string& route, const boost::json::object& body) {
    auto in = std::make_unique<core::Inbound>();
    in->entry.stream = shop_id();
    in->entry.kind = core::EntryKind::kCommand;
    in->entry.route = route;
    in->entry.caller = "key:7";
    in->entry.body = boost::json::serialize(body);
    random_bytes(in->entry.entropy);
    ASSERT_TRUE(hub_->submit(std::move(in)));
  };
  const boost::json::object file{
      {"id", find("A-1").value}, {"name", "a.png"}, {"content", base64(samples::png())}};
  queue("orders.attach", file);
  queue("orders.attach", file);
  hub_->drain();
  EXPECT_EQ(held().size(), 1u);
  expect_proved();
}

TEST_F(AttachmentTest, they_are_there_after_a_start) {
  attach(samples::gif());
  open();
  EXPECT_EQ(opened_bytes(held()[0]), samples::gif());
  EXPECT_EQ(attach(samples::gif()).answer.status, 200);
  expect_proved();
}

}  // namespace
}  // namespace ordo::flows
