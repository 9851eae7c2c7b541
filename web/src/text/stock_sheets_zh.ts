// Tables as files, in Chinese.
export const stockSheetsZh = {
  export: '导出 CSV',
  import_one: '导入 CSV',
  import: { stock: '导入库存', skus: '导入商品' },
  hint: {
    stock: '先导出，改“可用”一列再导入：差额记为调整，有流水。表里没有的不动。',
    skus: '先导出，改好再导入：表里的商品照表修改或新建，表里没有的不动。',
  },
  choose: '选择文件',
  trying: '正在试算…',
  tried: '共 {{rows}} 行，会改动 {{changed}} 处',
  faults: '有 {{count}} 处要改，改好再选一次；现在什么都没有导入',
  act: '导入 {{changed}} 处改动',
  done: '已导入 {{changed}} 处改动',
  too_large: '文件超过 4 MB，请分成几个',
};
