#include "sim/demo_catalogue.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace ordo::sim {
namespace {

constexpr std::array<DemoShop, 4> kShops = {{
    {"demo-chaye", "山间茶叶旗舰店", "Asia/Shanghai", "CY"},
    {"demo-jiaju", "木语家居专营店", "Asia/Shanghai", "JJ"},
    {"demo-guopin", "天山果品直营店", "Asia/Urumqi", "GP"},
    {"demo-meizhuang", "港湾美妆小程序", "Asia/Hong_Kong", "MZ"},
}};

constexpr std::array<DemoProduct, 16> kProducts = {{
    {"TEA-LJ-250", "明前龙井 250g 罐装", 28800},
    {"TEA-TGY-500", "安溪铁观音 浓香 500g", 16800},
    {"TEA-PE-357", "云南普洱熟茶饼 357g", 12800},
    {"TEA-SET-6", "手作青瓷茶具 六件套", 32900},
    {"HOME-LAMP-01", "榉木床头灯 暖光", 19900},
    {"HOME-RUG-160", "羊毛混纺地毯 160×230", 69900},
    {"HOME-MUG-02", "双层玻璃杯 两只装", 5900},
    {"HOME-SHELF-4", "四层实木书架", 45900},
    {"FRUIT-HMG-5", "哈密瓜 5 斤装 产地直发", 7980},
    {"FRUIT-HZ-1000", "和田红枣 特级 1kg", 6990},
    {"FRUIT-PTG-500", "吐鲁番葡萄干 500g", 2990},
    {"FRUIT-HT-1500", "纸皮核桃 1.5kg", 8850},
    {"BEAUTY-CR-50", "保湿修护面霜 50ml", 23900},
    {"BEAUTY-SUN-40", "清爽防晒乳 SPF50 40ml", 12900},
    {"BEAUTY-LIP-03", "丝绒口红 03 豆沙色", 9900},
    {"BEAUTY-MASK-10", "玻尿酸面膜 10 片", 8900},
}};

constexpr std::array<const char*, 2> kWarehouses = {"hangzhou", "guangzhou"};
constexpr std::array<const char*, 4> kCarriers = {"shunfeng", "zhongtong", "yuantong", "jd"};

struct Place {
  const char *province, *city, *district, *street, *postcode;
};

constexpr std::array<Place, 12> kPlaces = {{
    {"浙江省", "杭州市", "西湖区", "文三路", "310012"},
    {"江苏省", "南京市", "鼓楼区", "中山北路", "210009"},
    {"广东省", "深圳市", "南山区", "科苑路", "518057"},
    {"广东省", "广州市", "天河区", "体育东路", "510620"},
    {"四川省", "成都市", "武侯区", "人民南路", "610041"},
    {"湖北省", "武汉市", "洪山区", "珞喻路", "430074"},
    {"陕西省", "西安市", "雁塔区", "小寨东路", "710061"},
    {"北京市", "北京市", "朝阳区", "建国路", "100022"},
    {"上海市", "上海市", "徐汇区", "漕溪北路", "200030"},
    {"福建省", "厦门市", "思明区", "湖滨南路", "361004"},
    {"山东省", "青岛市", "市南区", "香港中路", "266071"},
    {"新疆维吾尔自治区", "乌鲁木齐市", "天山区", "解放南路", "830002"},
}};

constexpr std::array<std::string_view, 12> kSurnames = {"赵", "钱", "孙", "李", "周", "吴",
                                                        "郑", "王", "冯", "陈", "褚", "卫"};
constexpr std::array<std::string_view, 14> kGivenNames = {"晓雨", "子涵", "明远", "思琪", "嘉禾",
                                                          "文博", "若溪", "景行", "知夏", "书瑶",
                                                          "云舟", "安然", "一诺", "清和"};
constexpr std::array<std::string_view, 5> kNotes = {"请放门卫处", "送货前请打电话", "工作日白天送",
                                                    "要开发票，谢谢", "麻烦包装好一点，送人的"};

}  // namespace

std::span<const DemoShop> demo_shops() { return kShops; }
std::span<const DemoProduct> demo_products() { return kProducts; }
std::span<const char* const> demo_warehouses() { return kWarehouses; }
std::span<const char* const> demo_carriers() { return kCarriers; }

Customer draw_customer(Dice& dice) {
  const Place& place = dice.pick(kPlaces);
  Customer customer;
  customer.id = fmt::format("buyer-{:06}", dice.below(400));
  customer.name = fmt::format("{}{}", dice.pick(kSurnames), dice.pick(kGivenNames));
  customer.phone = fmt::format("1990000{:04}", dice.below(10'000));
  customer.country = "CN";
  customer.province = place.province;
  customer.city = place.city;
  customer.district = place.district;
  customer.street = fmt::format("{}{}号{}栋{}室", place.street, dice.between(1, 399),
                                dice.between(1, 20), dice.between(101, 2804));
  customer.postcode = place.postcode;
  return customer;
}

std::vector<SoldLine> draw_basket(Dice& dice) {
  const size_t first = dice.below(kProducts.size());
  const size_t count = dice.chance(0.6) ? 1 : 2 + dice.below(3);
  std::vector<SoldLine> lines;
  for (size_t i = 0; i < count; ++i) {
    const DemoProduct& product = kProducts[(first + i * 5) % kProducts.size()];
    lines.push_back({std::to_string(i + 1), product.sku, product.title,
                     dice.chance(0.8) ? 1 : dice.between(2, 5), product.price_fen});
  }
  return lines;
}

std::string draw_note(Dice& dice) {
  return dice.chance(0.15) ? std::string(dice.pick(kNotes)) : std::string();
}

}  // namespace ordo::sim
