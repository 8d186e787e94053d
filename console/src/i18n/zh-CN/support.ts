// What an operator sees in the place of somebody else.
export const support = {
  support: {
    menu: '支持视图',
    title: '支持视图',
    help: '以某个角色的视角查看页面，便于答复咨询。只显示不含个人信息的内容，不能办理任何业务；30 分钟后自动退出，开始和结束均记入审计。',
    begin: '进入支持视图',
    banner: '支持视图：正在以“{{role}}”的视角查看，至 {{time}} 自动退出',
    hidden: '该角色另有 {{n}} 项操作在支持视图中不可用',
    leave: '退出支持视图',
  },
};
