# SPDX-License-Identifier: MIT
# What C cannot say: the host's function that suspends, and the stack pointer.

	.globaltype	__stack_pointer, i32

	.functype	afmpeg_host_switch (i32, i32, i32) -> ()
	.import_module	afmpeg_host_switch, afmpeg_threads
	.import_name	afmpeg_host_switch, switch
	.functype	afmpeg_thread_run (i32) -> (i32)

# void afmpeg_switch(from, to, entry): other threads move the stack pointer meanwhile.
	.section	.text.afmpeg_switch,"",@
	.globl	afmpeg_switch
	.type	afmpeg_switch,@function
afmpeg_switch:
	.functype	afmpeg_switch (i32, i32, i32) -> ()
	.local	i32
	global.get	__stack_pointer
	local.set	3
	local.get	0
	local.get	1
	local.get	2
	call	afmpeg_host_switch
	local.get	3
	global.set	__stack_pointer
	end_function

# thread *afmpeg_thread_entry(thread)
	.section	.text.afmpeg_thread_entry,"",@
	.globl	afmpeg_thread_entry
	.type	afmpeg_thread_entry,@function
afmpeg_thread_entry:
	.functype	afmpeg_thread_entry (i32) -> (i32)
	local.get	0
	i32.load	0
	global.set	__stack_pointer
	local.get	0
	call	afmpeg_thread_run
	end_function
