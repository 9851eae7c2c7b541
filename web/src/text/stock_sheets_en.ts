// Tables as files, in English.
export const stockSheetsEn = {
  export: 'Export CSV',
  import_one: 'Import CSV',
  import: { stock: 'Import stock', skus: 'Import SKUs' },
  hint: {
    stock:
      'Export it, change what is available, and import it: differences are corrections, with movements. What is not in it stays.',
    skus: 'Export it, change it, and import it: what is in it is changed or made. What is not in it stays.',
  },
  choose: 'Choose a file',
  trying: 'Trying it…',
  tried: '{{rows}} rows, which would change {{changed}}',
  faults: '{{count}} to be mended before it is chosen again; nothing has been imported',
  act: 'Import {{changed}} changes',
  done: '{{changed}} changes imported',
  too_large: 'The file is larger than 4 MB: divide it',
};
