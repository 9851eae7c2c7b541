// For tests: a folder with the files of a data set of two orders.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <string>

namespace ordo::sim {

class OlistFiles : public testing::Test {
 protected:
  OlistFiles() { std::filesystem::create_directories(dir_); }
  ~OlistFiles() override { std::filesystem::remove_all(dir_); }
  void pack(const std::string& name, const std::string& text) {
    gzFile file = gzopen((dir_ + "/" + name).c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
  }
  void pack_all() {
    pack("olist_orders_dataset.csv.gz",
         "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
         "order_delivered_carrier_date,order_delivered_customer_date\n"
         "aa01,c1,shipped,2018-07-02 10:00:00,,2018-07-03 09:00:00,\n"
         "aa02,c2,created,2018-07-02 11:00:00,,,\n");
    pack("olist_customers_dataset.csv.gz",
         "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state\n"
         "c1,u1,01001,sao paulo,SP\nc2,u2,69309,boa vista,RR\n");
    pack("olist_order_items_dataset.csv.gz",
         "order_id,order_item_id,product_id,price,freight_value\naa01,1,p1,39.99,31.67\n");
    pack("olist_order_payments_dataset.csv.gz",
         "order_id,payment_sequential,payment_type,payment_value\naa01,1,boleto,71.66\n");
  }
  std::string dir_ = testing::TempDir() + "ordo_olist_" + std::to_string(::getpid());
};

}  // namespace ordo::sim
