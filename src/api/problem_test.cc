#include "api/problem.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace ordo::api {
namespace {

boost::json::object body_of(const HttpResponse& response) {
  return boost::json::parse(response.body).as_object();
}

TEST(ProblemTest, an_error_becomes_a_problem_document) {
  auto response = problem(Error{ErrorClass::kInvalid,
                                "contract_breach",
                                "A field is wrong.",
                                {{"/lines/0/quantity", "must be positive"}}});
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.content_type, "application/problem+json");
  auto body = body_of(response);
  EXPECT_EQ(body["type"].as_string(), "/problems/contract_breach");
  EXPECT_EQ(body["title"].as_string(), "Contract breach");
  EXPECT_EQ(body["status"].as_int64(), 422);
  EXPECT_EQ(body["detail"].as_string(), "A field is wrong.");
  EXPECT_EQ(body["code"].as_string(), "contract_breach");
  auto& field = body["errors"].as_array().at(0).as_object();
  EXPECT_EQ(field["pointer"].as_string(), "/lines/0/quantity");
  EXPECT_EQ(field["detail"].as_string(), "must be positive");
}

TEST(ProblemTest, codes_with_a_status_of_their_own_have_it) {
  auto status = [](ErrorClass kind, std::string code) {
    return status_of(Error{kind, std::move(code), "", {}});
  };
  EXPECT_EQ(status(ErrorClass::kInvalid, "malformed_json"), 400);
  EXPECT_EQ(status(ErrorClass::kInvalid, "body_too_large"), 413);
  EXPECT_EQ(status(ErrorClass::kInvalid, "unsupported_media_type"), 415);
  EXPECT_EQ(status(ErrorClass::kInvalid, "idempotency_key_reused"), 422);
  EXPECT_EQ(status(ErrorClass::kRefused, "transition_refused"), 409);
  EXPECT_EQ(status(ErrorClass::kRefused, "stale"), 412);
  EXPECT_EQ(status(ErrorClass::kRefused, "precondition_required"), 428);
  EXPECT_EQ(status(ErrorClass::kForbidden, "forbidden"), 403);
  EXPECT_EQ(status(ErrorClass::kNotFound, "not_found"), 404);
  EXPECT_EQ(status(ErrorClass::kNotFound, "person_forgotten"), 410);
  EXPECT_EQ(status(ErrorClass::kInternal, "anything"), 500);
}

TEST(ProblemTest, callers_hear_when_to_come_again_and_how_to_sign_in) {
  using Named = std::pair<std::string, std::string>;
  EXPECT_EQ(problem(Error{ErrorClass::kLimited, "x", "", {}}, 7).headers.at(0),
            Named("Retry-After", "7"));
  EXPECT_EQ(problem(Error{ErrorClass::kUnavailable, "x", "", {}}).headers.at(0).first,
            "Retry-After");
  EXPECT_EQ(problem(Error{ErrorClass::kUnauthorised, "x", "", {}}).headers.at(0).first,
            "WWW-Authenticate");
}

TEST(ProblemTest, bytes_of_a_stranger_do_not_break_the_document) {
  auto response = problem(Error{ErrorClass::kInvalid, "x", "saw \xff\xfe", {}});
  EXPECT_NO_THROW((void)body_of(response));
}

}  // namespace
}  // namespace ordo::api
