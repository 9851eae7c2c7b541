import { Button, Result } from 'antd';
import i18next from 'i18next';
import { Component, type ReactNode } from 'react';

/** A page that fails does not take the console with it. */
export class Boundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Result
        status="warning"
        title={i18next.t('failure.crashed')}
        subTitle={this.state.error.message}
        extra={
          <Button onClick={() => window.location.reload()}>{i18next.t('failure.reload')}</Button>
        }
      />
    );
  }
}
