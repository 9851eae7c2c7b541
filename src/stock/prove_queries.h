// Proof of stock, whole or in slices small enough to be made beside a running lane: of each item its movements
// make its numbers, and what is open makes what is locked, occupied and promised; of each reservation its parts
// make its quantity.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "stock/item.h"
#include "store/database.h"

namespace ordo::stock {

// Where the next slice goes on. One that was made anew starts with the first item.
struct StockProof {
  ItemId item;          // the one whose movements are counted; 0: the next one after `behind`
  ItemId behind;        // the last that was proved
  Figures counted;      // what its movements up to counted.movements make
  bool around = false;  // the slice came to the end of all items, and the next one starts anew
};

// Counts at most `movements` more of them and answers what it complained of, in sentences that name the item at
// fault. The reader must see one state; between two slices the lane may write, since movements are only
// appended. An item that is at fault is left where it stands.
void prove_slice(const store::Reader& reader, StockProof& proof, int64_t movements,
                 const std::function<void(std::string)>& complain);

// What a batch moved.
[[nodiscard]] std::vector<Movement> moved_by(const store::Reader& reader, BatchNo batch);

// All of it, and that no row is without its item.
void prove_stock(const store::Reader& reader, const std::function<void(std::string)>& complain);

}  // namespace ordo::stock
