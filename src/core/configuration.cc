#include "core/configuration.h"

namespace ordo::core {

const ConfigDocument* Configuration::find(std::string_view kind, std::string_view name) const {
  auto it = documents_->find(Key(kind, name));
  return it == documents_->end() || it->second.body.empty() ? nullptr : &it->second;
}

void Configuration::each(
    std::string_view kind,
    const std::function<void(const std::string&, const ConfigDocument&)>& visit) const {
  for (auto it = documents_->lower_bound(Key(kind, "")); it != documents_->end(); ++it) {
    if (it->first.first != kind) break;
    if (!it->second.body.empty()) visit(it->first.second, it->second);
  }
}

Configuration Configuration::with(const ConfigEdit& edit) const {
  auto documents = std::make_shared<std::map<Key, ConfigDocument>>(*documents_);
  (*documents)[Key(edit.kind, edit.name)] = {edit.version, edit.body};
  Configuration next;
  next.version_ = edit.version;
  next.documents_ = std::move(documents);
  return next;
}

Configuration ConfigurationCell::get() const {
  std::lock_guard lock(mutex_);
  return current_;
}

void ConfigurationCell::set(Configuration c) {
  std::lock_guard lock(mutex_);
  current_ = std::move(c);
  generation_.fetch_add(1, std::memory_order_release);
}

}  // namespace ordo::core
