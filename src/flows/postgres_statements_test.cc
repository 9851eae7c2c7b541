// Every migration and every statement of the house on a real PostgreSQL: a table or a column that is called
// otherwise there, a function that it does not have, a type that cannot be read are found here, whether
// or not a test comes by.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "core/calls_store.h"
#include "core/schema.h"
#include "flows/arrival_store.h"
#include "flows/components.h"
#include "orders/order_store.h"
#include "store/postgres_row.h"
#include "store/postgres_rows.h"
#include "store/postgres_test_support.h"
#include "store/postgres_text.h"

namespace ordo::flows {
namespace {

namespace fs = std::filesystem;

struct SourceSql {
  std::string name, text, postgres, file;
};

// A piece of C++ source: a literal's content, a word, or one sign.
struct Token {
  enum class Kind : uint8_t { kText, kWord, kSign } kind;
  std::string text;
};

std::string read_literal(std::string_view& source) {
  std::string content;
  source.remove_prefix(1);
  while (source[0] != '"') {
    if (source[0] == '\\') source.remove_prefix(1);  // of ours, only quotes are escaped
    content += source[0];
    source.remove_prefix(1);
  }
  source.remove_prefix(1);
  return content;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::vector<Token> tokens_of(std::string_view source) {
  std::vector<Token> tokens;
  while (!source.empty()) {
    if (source.starts_with("//")) {
      source.remove_prefix(std::min(source.find('\n'), source.size()));
    } else if (source.starts_with("R\"")) {  // no SQL of ours
      const size_t open = source.find('(');
      const std::string end = ")" + std::string(source.substr(2, open - 2)) + "\"";
      source.remove_prefix(source.find(end) + end.size());
    } else if (source[0] == '\'') {
      source.remove_prefix(source[1] == '\\' ? 4 : 3);
    } else if (source[0] == '"') {
      tokens.push_back({Token::Kind::kText, read_literal(source)});
    } else if (is_word(source[0])) {
      size_t length = 0;
      while (length < source.size() &&
             (is_word(source[length]) || (source[length] == '\'' && length > 0))) {
        ++length;
      }
      tokens.push_back({Token::Kind::kWord, std::string(source.substr(0, length))});
      source.remove_prefix(length);
    } else {
      if (std::isspace(static_cast<unsigned char>(source[0])) == 0 && source[0] != '\\') {
        tokens.push_back({Token::Kind::kSign, std::string(1, source[0])});
      }
      source.remove_prefix(1);
    }
  }
  return tokens;
}

bool is_sql(std::string_view text) {
  return std::ranges::any_of(std::array{"SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "},
                             [&](const char* verb) { return text.starts_with(verb); });
}

// What stands between commas: literals side by side, and macros that are literals.
class SourceReader {
 public:
  explicit SourceReader(const fs::path& path) : file_(path.filename().string()) {
    std::ifstream in(path);
    const std::string source((std::istreambuf_iterator<char>(in)), {});
    tokens_ = tokens_of(source);
    for (size_t i = 0; i + 1 < tokens_.size(); ++i) {
      if (is(i, "#") && is(i + 1, "define")) define(i + 2);
    }
  }

  std::vector<SourceSql> statements() {
    std::vector<SourceSql> found;
    for (size_t i = 0; i + 2 < tokens_.size(); ++i) {
      if (!is(i, "{")) continue;
      size_t at = i + 1;
      SourceSql sql{argument(at), argument(at), argument(at), file_};
      if (sql.name.find('.') != std::string::npos && is_sql(sql.text)) found.push_back(sql);
    }
    return found;
  }
  // Statements that are declared, however they are written.
  [[nodiscard]] size_t declared() const {
    size_t count = 0;
    for (size_t i = 0; i + 2 < tokens_.size(); ++i) {
      count += is(i, "Sql") && tokens_[i + 1].text.starts_with("k") && is(i + 2, "{") ? 1 : 0;
    }
    return count;
  }

 private:
  [[nodiscard]] bool is(size_t i, std::string_view text) const {
    return i < tokens_.size() && tokens_[i].kind != Token::Kind::kText && tokens_[i].text == text;
  }
  [[nodiscard]] bool is_text(size_t i) const {
    return i < tokens_.size() && tokens_[i].kind == Token::Kind::kText;
  }
  void define(size_t i) {
    std::string& macro = macros_[tokens_[i].text];
    for (++i; is_text(i); ++i) macro += tokens_[i].text;
  }
  // From `at` to the next comma, which it leaves behind; a name before it (`.text =`) is passed over.
  std::string argument(size_t& at) {
    if (is(at, ".") && is(at + 2, "=")) at += 3;
    std::string all;
    for (; is_text(at) || (at < tokens_.size() && macros_.contains(tokens_[at].text)); ++at) {
      all += is_text(at) ? tokens_[at].text : macros_[tokens_[at].text];
    }
    if (is(at, ",")) ++at;
    return all;
  }

  std::string file_;
  std::vector<Token> tokens_;
  std::map<std::string, std::string> macros_;
};

// Of the rooms whose statements run on either engine.
std::vector<SourceSql> all_statements() {
  std::vector<SourceSql> all;
  size_t declared = 0;
  for (const auto& entry : fs::recursive_directory_iterator(ORDO_SOURCE_DIR "/src")) {
    const std::string path = entry.path().string(), name = entry.path().filename().string();
    const bool engine = path.find("/src/store/") != std::string::npos && name != "lookups.cc";
    if (!path.ends_with(".cc") || path.ends_with("_test.cc") || engine) continue;
    SourceReader reader(entry.path());
    declared += reader.declared();
    for (SourceSql& sql : reader.statements()) all.push_back(std::move(sql));
  }
  EXPECT_GE(all.size(), declared) << "a statement is written as this test cannot read it";
  return all;
}

class PostgresStatements : public testing::Test {
 protected:
  using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

  PostgresStatements() {
    const std::span<const store::Component> state = state_components();
    std::vector<store::Component> components{state.begin(), state.end()};
    for (const store::Component& other :
         {core::kLogComponent, core::kCallsComponent, kArrivalComponent}) {
      components.push_back(other);
    }
    database_->migrate(components);
    const std::string setup = "SET search_path = " + schema_;
    PQclear(PQexec(connection_.get(), setup.c_str()));
  }

  // What PostgreSQL says against it; nothing where it can be run and its answer be read.
  std::string complaint(const SourceSql& sql) {
    const std::string& text = sql.postgres.empty() ? sql.text : sql.postgres;
    const std::string numbered = store::number_parameters(text).text;
    const Result prepared(PQprepare(connection_.get(), "", numbered.c_str(), 0, nullptr), &PQclear);
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) {
      return PQerrorMessage(connection_.get());
    }
    const Result told(PQdescribePrepared(connection_.get(), ""), &PQclear);
    std::string all;
    for (int i = 0; i < PQnparams(told.get()); ++i) {
      if (!takes(PQparamtype(told.get(), i)))
        all += fmt::format("parameter {} cannot be given ", i + 1);
    }
    for (int i = 0; i < PQnfields(told.get()); ++i) {
      if (!reads(PQftype(told.get(), i))) all += fmt::format("column {} cannot be read ", i);
    }
    return all + complaint_of_set(text, told.get());
  }

  // An INSERT is written for many rows as well, in words that the session makes.
  std::string complaint_of_set(const std::string& text, const PGresult* told) {
    const auto set = store::set_insert(store::number_parameters(text));
    if (!set) return {};
    std::vector<Oid> types;
    for (int i = 0; i < PQnparams(told); ++i) types.push_back(PQparamtype(told, i));
    const std::string many = store::set_text(*set, types);
    const Result prepared(PQprepare(connection_.get(), "", many.c_str(), 0, nullptr), &PQclear);
    if (PQresultStatus(prepared.get()) == PGRES_COMMAND_OK) return {};
    return many + ": " + PQerrorMessage(connection_.get());
  }

  std::string dsn_ = store::PostgresCluster::shared().fresh_dsn();
  std::string schema_ = dsn_.substr(dsn_.rfind('=') + 1);
  std::unique_ptr<store::Database> database_ = store::Database::open({.path = dsn_});
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_{
      PQconnectdb(fmt::format("host=127.0.0.1 port={} user=ordo dbname=postgres",
                              store::PostgresCluster::shared().port())
                      .c_str()),
      &PQfinish};

 private:
  static bool takes(Oid type) {
    return type == store::kInt8Oid || type == store::kInt4Oid || type == store::kTextOid ||
           type == store::kByteaOid;
  }
  static bool reads(Oid type) { return takes(type) || type == store::kBoolOid; }
};

TEST_F(PostgresStatements, every_statement_is_understood_and_its_answer_can_be_read) {
  const std::vector<SourceSql> statements = all_statements();
  EXPECT_GT(statements.size(), 150U);
  std::set<std::string> complaints;
  for (const SourceSql& sql : statements) {
    if (const std::string said = complaint(sql); !said.empty()) {
      complaints.insert(sql.file + " " + sql.name + ": " + said);
    }
  }
  EXPECT_THAT(complaints, testing::IsEmpty());
}

TEST_F(PostgresStatements, a_mistake_would_be_found) {
  EXPECT_NE(complaint({"x.x", "SELECT nothing FROM orders", "", ""}), "");
  EXPECT_NE(complaint({"x.x", "SELECT sum(total) FROM orders", "", ""}), "");
  EXPECT_EQ(complaint({"x.x", "SELECT nothing", "SELECT id FROM orders WHERE id = :id", ""}), "");
}

TEST_F(PostgresStatements, a_second_start_migrates_nothing) {
  const auto newest = [&] {
    return store::PostgresCluster::shared().run(fmt::format(
        "SELECT count(*) || '/' || max(CAST(CAST(xmin AS TEXT) AS BIGINT)) FROM {}.migrations",
        schema_));
  };
  const store::Component again[] = {core::kCoreComponent, orders::kOrdersComponent};
  const std::string before = newest();
  store::Database::open({.path = dsn_})->migrate(again);
  EXPECT_EQ(newest(), before);
}

}  // namespace
}  // namespace ordo::flows
