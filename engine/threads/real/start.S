# SPDX-License-Identifier: MIT
# What C cannot say: where a thread begins, on a stack of its own, and how it leaves all functions at once.

	.globaltype	__stack_pointer, i32
	.functype	__wasm_init_tls (i32) -> ()
	.functype	afmpeg_thread_run (i32) -> ()
	.functype	afmpeg_thread_end (i32) -> ()

	.tagtype	__afmpeg_exit
	.globl	__afmpeg_exit
__afmpeg_exit:

# _Noreturn void afmpeg_unwind(void)
	.section	.text.afmpeg_unwind,"",@
	.globl	afmpeg_unwind
	.type	afmpeg_unwind,@function
afmpeg_unwind:
	.functype	afmpeg_unwind () -> ()
	throw	__afmpeg_exit
	end_function

# Called by the host, in a new instance or in one where another thread has ended: (number, block).
	.section	.text.wasi_thread_start,"",@
	.globl	wasi_thread_start
	.type	wasi_thread_start,@function
	.export_name	wasi_thread_start, wasi_thread_start
wasi_thread_start:
	.functype	wasi_thread_start (i32, i32) -> ()
	local.get	1
	i32.load	0
	global.set	__stack_pointer
	local.get	1
	i32.load	4
	call	__wasm_init_tls
	try
	local.get	1
	call	afmpeg_thread_run
	catch	__afmpeg_exit
	end_try
	local.get	1
	i32.load	0
	global.set	__stack_pointer
	local.get	1
	call	afmpeg_thread_end
	local.get	1
	i32.const	1
	i32.atomic.store	8
	local.get	1
	i32.const	-1
	memory.atomic.notify	8
	drop
	end_function
