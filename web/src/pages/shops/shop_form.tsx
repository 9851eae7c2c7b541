// A new shop, and the settings of one that is there.
import { App, Button, Drawer, Form, Space, type FormInstance } from 'antd';
import dayjs from 'dayjs';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { createShop, editShop, useChannels } from '../../api/shops';
import type { Channel, SelfTestReport, Shop } from '../../api/types';
import { browserZone } from '../../base/clocks';
import { useFaults } from '../../parts/faults';
import { Failure, Loading, Nothing } from '../../parts/states';
import { useWriting } from '../../parts/writing';
import { SelfTestOutcome, SelfTestSteps, useCredentialsTest } from './self_test';
import { isMalformed } from './self_test_words';
import { ShopFields } from './shop_fields';
import { emptyShop, fieldAt, newShop, shopPatch, valuesOf, type ShopValues } from './shop_values';

function useShopFaults(form: FormInstance<ShopValues>, channel: Channel | undefined) {
  const names = channel?.credentials.map(({ name }) => name) ?? [];
  return useFaults(form, (pointer) => fieldAt(pointer, names));
}

type NewProps = { channels: readonly Channel[]; form: FormInstance<ShopValues> };

function NewFields({ channels, form }: NewProps) {
  const chosen = Form.useWatch('channel', form);
  const channel = channels.find(({ name }) => name === chosen);
  return <ShopFields channel={channel} channels={channels} held={[]} />;
}

function useCreate(
  form: FormInstance<ShopValues>,
  channels: readonly Channel[],
  after: () => void,
) {
  const { t } = useTranslation();
  const chosen = Form.useWatch('channel', form);
  const refused = useShopFaults(
    form,
    channels.find(({ name }) => name === chosen),
  );
  const options = { done: () => t('shops.created'), after, refused, renew: ['shops'] };
  return useWriting(createShop, options);
}

/** Before it is saved it is tested; whoever knows better saves it all the same. */
function useTestedSave(form: FormInstance<ShopValues>, save: () => void) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const test = useCredentialsTest();
  const ask = (content: ReactNode) =>
    void modal.confirm({
      title: t('self_test.failed_title'),
      content,
      width: 640,
      okText: t('self_test.save_anyway'),
      cancelText: t('self_test.back'),
      onOk: save,
    });
  const submit = () =>
    test.mutate(wholeOf(form), {
      onSuccess: (report) => {
        if (report.ok || isMalformed(report)) save();
        else ask(<FailedTest report={report} />);
      },
      // What is wrong with the form itself is said where it is saved.
      onError: save,
    });
  const tryOut = () =>
    void form.validateFields().then(
      () => test.mutate(wholeOf(form)),
      () => undefined,
    );
  return { test, submit, tryOut };
}

function FailedTest({ report }: { report: SelfTestReport }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="quiet">{t('self_test.failed_hint')}</p>
      <SelfTestSteps report={report} />
    </>
  );
}

export function NewShopDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<ShopValues>();
  const query = useChannels();
  const channels = query.data?.items ?? [];
  const create = useCreate(form, channels, onClose);
  const { test, submit, tryOut } = useTestedSave(form, () => create.run(newShop(wholeOf(form))));
  const save = (
    <Space>
      <Button disabled={test.isPending || create.busy} onClick={tryOut}>
        {t('self_test.act')}
      </Button>
      <Button type="primary" loading={test.isPending || create.busy} onClick={() => form.submit()}>
        {t('common.save')}
      </Button>
    </Space>
  );
  const first = channels[0];
  return (
    <Drawer open width="min(560px, 94vw)" onClose={onClose} title={t('shops.add')} extra={save}>
      {query.isPending && <Loading rows={8} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && !first && <Nothing title={t('shops.no_channels')} />}
      {first && (
        <Form
          form={form}
          layout="vertical"
          initialValues={emptyShop(first.name, browserZone)}
          onFinish={(_: ShopValues) => submit()}
          onValuesChange={(changed: Partial<ShopValues>) => {
            // What was typed for one channel is nothing to another.
            if (changed.channel) form.setFieldValue('credentials', {});
          }}
        >
          <SelfTestOutcome run={test} of={test.of} />
          <NewFields channels={channels} form={form} />
        </Form>
      )}
    </Drawer>
  );
}

/** What is not shown keeps the value that it began with. */
function wholeOf(form: FormInstance<ShopValues>): ShopValues {
  return form.getFieldsValue(true) as ShopValues;
}

type EditProps = {
  shop: Shop;
  channel: Channel | undefined;
  onTouched: () => void;
  onAnew: () => void;
};

function EditForm({ shop, channel, onTouched, onAnew }: EditProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<ShopValues>();
  const [initial] = useState(() => valuesOf(shop, dayjs));
  const faults = useShopFaults(form, channel);
  const test = useCredentialsTest();
  const edit = useWriting(editShop, {
    done: () => t('shops.saved'),
    after: onAnew,
    refused: (problem) => {
      if (problem.status === 412) onAnew();
      return faults(problem);
    },
    renew: ['shops', 'audit'],
  });
  function submit() {
    const patch = shopPatch(initial, wholeOf(form));
    if (Object.keys(patch).length) edit.run(shop, patch);
  }
  return (
    <Form
      form={form}
      layout="vertical"
      className="shop-form"
      initialValues={initial}
      onFinish={submit}
      onValuesChange={onTouched}
    >
      <ShopFields channel={channel} held={shop.credentials_set} />
      <SelfTestOutcome run={test} of={test.of} shop={shop.code} />
      <Space>
        <Button type="primary" htmlType="submit" loading={edit.busy}>
          {t('common.save')}
        </Button>
        <Button loading={test.isPending} onClick={() => test.mutate(wholeOf(form))}>
          {t('self_test.act')}
        </Button>
      </Space>
    </Form>
  );
}

/** Stands on the version that it was filled from, and is filled anew when nothing was typed, when it was
 * saved, and when somebody else was faster. */
export function ShopSettings({ shop }: { shop: Shop }) {
  const query = useChannels();
  const [held, setHeld] = useState(shop);
  const [touched, setTouched] = useState(false);
  if (shop.version !== held.version && !touched) setHeld(shop);
  if (query.isPending) return <Loading rows={8} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <EditForm
      key={held.version}
      shop={held}
      channel={query.data.items.find(({ name }) => name === shop.channel)}
      onTouched={() => setTouched(true)}
      onAnew={() => setTouched(false)}
    />
  );
}
