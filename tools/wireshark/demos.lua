-- SPDX-License-Identifier: GPL-2.0
--
-- Wireshark's dissector for the frames between machines
-- (Documentation/protocol.rst), TCP port 1983:
--
--	wireshark -X lua_script:demos.lua
--
-- Byte order is the sender's, as the type at offset 4 of a frame tells.

local demos = Proto("demos", "DEMOS/MP between machines")

local commands = { [30] = "HELLO", [31] = "MESSAGE", [32] = "ACK" }
local types = {
	[8] = "DATA", [12] = "LINK_BODY", [31] = "HELLO", [32] = "SEQ",
	[33] = "ACK",
}
local flag_names = {
	{ 0x01, "KERNEL" }, { 0x02, "NOTICE" }, { 0x04, "REPLY" },
	{ 0x08, "PENDING" }, { 0x10, "BULK" }, { 0x20, "LAST" },
	{ 0x40, "VOID" },
}
local operations = {
	[1] = "STATUS", [2] = "LINKS", [3] = "SUSPEND", [4] = "RESUME",
	[5] = "KILL", [6] = "MIGRATE", [7] = "SET_REGS", [64] = "CREATE",
	[65] = "BOOT", [96] = "EXITED", [97] = "FAULTED",
	[128] = "LINK_UPDATE", [129] = "FOLD", [130] = "PULL",
	[131] = "DATA", [132] = "PUSH", [133] = "PUSHED", [134] = "ASK",
	[135] = "REFUSE", [136] = "ESTABLISHED", [137] = "CLEANED",
}

local f = {
	length = ProtoField.uint32("demos.length", "Length"),
	command = ProtoField.uint8("demos.command", "Command", base.DEC,
				   commands),
	version = ProtoField.uint8("demos.version", "Version"),
	to = ProtoField.string("demos.to", "To"),
	from = ProtoField.string("demos.from", "From"),
	number = ProtoField.uint64("demos.number", "Number"),
	flags = ProtoField.string("demos.flags", "Flags"),
	code = ProtoField.uint32("demos.code", "Code"),
	channel = ProtoField.uint8("demos.channel", "Channel"),
	hops = ProtoField.uint8("demos.hops", "Hops"),
	seq = ProtoField.uint64("demos.seq", "Frame number"),
	ack = ProtoField.uint64("demos.ack", "Accepted below"),
	data = ProtoField.bytes("demos.data", "Data"),
	operation = ProtoField.string("demos.operation", "Operation"),
	link = ProtoField.string("demos.link", "Link"),
	machine = ProtoField.uint16("demos.hello.machine", "Machine"),
	hello_to = ProtoField.uint16("demos.hello.to", "To machine"),
	round = ProtoField.uint32("demos.hello.round", "Connection"),
	incarnation = ProtoField.uint64("demos.hello.incarnation",
					"Incarnation"),
	to_incarnation = ProtoField.uint64("demos.hello.to_incarnation",
					   "Incarnation known"),
	accepted = ProtoField.uint64("demos.hello.accepted", "Accepted below"),
	option = ProtoField.bytes("demos.option", "Option"),
}
demos.fields = f

local bad = ProtoExpert.new("demos.bad", "No frame of this protocol",
			    expert.group.MALFORMED, expert.severity.ERROR)
demos.experts = { bad }

-- How to read numbers from a range, and add them: the sender's byte order
local function reader(tvb)
	local little = tvb(4, 2):le_uint() == 0x4453
	local read = {}

	function read.uint(at, size)
		local range = tvb(at, size)
		return little and range:le_uint() or range:uint()
	end
	function read.uint64(at)
		local range = tvb(at, 8)
		return little and range:le_uint64() or range:uint64()
	end
	function read.add(tree, field, at, size)
		if little then
			tree:add_le(field, tvb(at, size))
		else
			tree:add(field, tvb(at, size))
		end
	end
	function read.pid(at)
		local pid = read.uint64(at)
		return string.format("%s.%s", pid:rshift(48),
				     pid:band(UInt64(0xffffffff, 0xffff)))
	end
	function read.address(at)
		return string.format("%s on %d, moves %d", read.pid(at),
				     read.uint(at + 8, 2),
				     read.uint(at + 12, 4))
	end
	return read
end

local function flags_text(flags)
	local words = {}

	for _, flag in ipairs(flag_names) do
		if math.floor(flags / flag[1]) % 2 == 1 then
			words[#words + 1] = flag[2]
		end
	end
	return #words > 0 and table.concat(words, "|") or "none"
end

local function add_header(tvb, tree, read)
	tree:add(f.to, tvb(20, 16), read.address(20))
	tree:add(f.from, tvb(36, 16), read.address(36))
	read.add(tree, f.number, 52, 8)
	tree:add(f.flags, tvb(60, 4), flags_text(read.uint(60, 4)))
	read.add(tree, f.code, 64, 4)
	read.add(tree, f.channel, 68, 1)
	read.add(tree, f.hops, 69, 1)
end

local function add_hello(tree, read, at)
	read.add(tree, f.machine, at + 6, 2)
	read.add(tree, f.hello_to, at + 8, 2)
	read.add(tree, f.round, at + 12, 4)
	read.add(tree, f.incarnation, at + 16, 8)
	read.add(tree, f.to_incarnation, at + 24, 8)
	read.add(tree, f.accepted, at + 32, 8)
end

-- What a kernel receives begins with an operation, big-endian
local function add_data(tvb, tree, read, at, size)
	local kernel = read.uint(60, 4) % 2 == 1 or
		       read.pid(20):match("%.0$")

	tree:add(f.data, tvb(at, size))
	if not kernel or size < 2 then
		return ""
	end
	local operation = tvb(at, 2):uint()
	local name = operations[operation % 0x8000] or tostring(operation)

	if operation >= 0x8000 then
		name = name .. " answered"
	end
	tree:add(f.operation, tvb(at, 2), name)
	return " " .. name
end

-- One attribute. Returns what the list of packets is to say of it.
local function add_attribute(tvb, tree, read, at, length, kind)
	local size = length - 4

	if kind == 31 and size == 40 then
		local machine = read.uint(at + 10, 2)
		local round = read.uint(at + 16, 4)

		add_hello(tree, read, at + 4)
		return " from " .. machine ..
		       (round > 0 and " chosen " .. round or "")
	elseif kind == 32 and size == 8 then
		read.add(tree, f.seq, at + 4, 8)
		return " seq " .. tostring(read.uint64(at + 4))
	elseif kind == 33 and size == 8 then
		read.add(tree, f.ack, at + 4, 8)
		return " ack " .. tostring(read.uint64(at + 4))
	elseif kind == 8 and size > 0 then
		return add_data(tvb, tree, read, at + 4, size)
	elseif kind == 12 and size == 32 then
		tree:add(f.link, tvb(at + 4, size), read.address(at + 4))
		return " link"
	elseif kind >= 0x1000 then
		tree:add(f.option, tvb(at, length))
		return ""
	end
	tree:add_proto_expert_info(bad, "attribute " ..
				   (types[kind] or kind) .. " of a wrong size")
	return " ?"
end

local function dissect_frame(tvb, pinfo, root)
	local tree = root:add(demos, tvb())
	local magic = tvb(4, 2):le_uint()

	if (magic ~= 0x4453 and magic ~= 0x5344) or tvb:len() < 76 then
		tree:add_proto_expert_info(bad)
		return tvb:len()
	end
	local read = reader(tvb)
	local command = tvb(16, 1):uint()
	local said = commands[command] or "command " .. command
	local at = 76

	read.add(tree, f.length, 0, 4)
	tree:add(f.command, tvb(16, 1))
	tree:add(f.version, tvb(17, 1))
	if command == 31 then
		add_header(tvb, tree, read)
	end
	while at + 4 <= tvb:len() do
		local length = read.uint(at, 2)

		if length < 4 or at + length > tvb:len() then
			tree:add_proto_expert_info(bad, "attribute cut off")
			break
		end
		said = said .. add_attribute(tvb, tree, read, at, length,
					     read.uint(at + 2, 2))
		at = at + math.floor((length + 3) / 4) * 4
	end
	pinfo.cols.protocol = "DEMOS"
	pinfo.cols.info:append(" [" .. said .. "]")
	tree:append_text(": " .. said)
	return tvb:len()
end

local function frame_length(tvb, _, at)
	local little = tvb(at + 4, 2):le_uint() == 0x4453
	local range = tvb(at, 4)
	local length = little and range:le_uint() or range:uint()

	-- What is no frame is taken as a whole
	if length < 76 or length > 33792 then
		return tvb:len() - at
	end
	return length
end

function demos.dissector(tvb, pinfo, root)
	pinfo.cols.info = ""
	dissect_tcp_pdus(tvb, root, 16, frame_length, dissect_frame)
	return tvb:len()
end

DissectorTable.get("tcp.port"):add(1983, demos)
