// The control workload's kernel. Each thread turns four numbers round and round with multiply-adds
// and writes their sum: x <- x * 0.999 + 0.001 tends to 1 from below, so that all stay ordinary
// numbers. PTX 6.0 for compute capability 5.0: every driver since 2017 compiles it for its GPUs.
// [PTX ISA reference]
#include "control/gpu_work.h"

namespace mutation {

const char* const kControlPtx = R"ptx(
.version 6.0
.target sm_50
.address_size 64

.visible .entry control(.param .u64 results, .param .u32 rounds)
{
  .reg .pred %more;
  .reg .f32 %a, %b, %c, %d, %scale, %shift;
  .reg .b32 %left, %block, %size, %thread, %index;
  .reg .b64 %address, %offset;

  ld.param.u64 %address, [results];
  ld.param.u32 %left, [rounds];
  cvta.to.global.u64 %address, %address;
  mov.u32 %block, %ctaid.x;
  mov.u32 %size, %ntid.x;
  mov.u32 %thread, %tid.x;
  mad.lo.u32 %index, %block, %size, %thread;

  mov.f32 %scale, 0f3F7FBE77;
  mov.f32 %shift, 0f3A83126F;
  cvt.rn.f32.u32 %a, %thread;
  mul.f32 %a, %a, 0f3B000000;
  add.f32 %b, %a, %shift;
  add.f32 %c, %b, %shift;
  add.f32 %d, %c, %shift;

again:
  fma.rn.f32 %a, %a, %scale, %shift;
  fma.rn.f32 %b, %b, %scale, %shift;
  fma.rn.f32 %c, %c, %scale, %shift;
  fma.rn.f32 %d, %d, %scale, %shift;
  fma.rn.f32 %a, %a, %scale, %shift;
  fma.rn.f32 %b, %b, %scale, %shift;
  fma.rn.f32 %c, %c, %scale, %shift;
  fma.rn.f32 %d, %d, %scale, %shift;
  fma.rn.f32 %a, %a, %scale, %shift;
  fma.rn.f32 %b, %b, %scale, %shift;
  fma.rn.f32 %c, %c, %scale, %shift;
  fma.rn.f32 %d, %d, %scale, %shift;
  fma.rn.f32 %a, %a, %scale, %shift;
  fma.rn.f32 %b, %b, %scale, %shift;
  fma.rn.f32 %c, %c, %scale, %shift;
  fma.rn.f32 %d, %d, %scale, %shift;
  sub.u32 %left, %left, 1;
  setp.ne.u32 %more, %left, 0;
  @%more bra again;

  add.f32 %a, %a, %b;
  add.f32 %c, %c, %d;
  add.f32 %a, %a, %c;
  mul.wide.u32 %offset, %index, 4;
  add.u64 %address, %address, %offset;
  st.global.f32 [%address], %a;
  ret;
}
)ptx";

}  // namespace mutation
