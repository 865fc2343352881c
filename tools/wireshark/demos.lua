-- SPDX-License-Identifier: GPL-2.0
--
-- Wireshark's dissector for the frames between machines
-- (Documentation/protocol.rst), TCP port 1983:
--
--	wireshark -X lua_script:demos.lua
--
-- Byte order is the sender's, as shown by the type at offset 4 of a frame; data
-- is big-endian. A frame that a machine would refuse for its form is marked
-- with demos.bad; whether its content is allowed is not checked.
--
-- Frames can be decoded if the machines are connected without a key (demos-netd
-- --insecure). Otherwise there is TLS at that port, which goes to Wireshark's
-- dissector for TLS.

local demos = Proto("demos", "DEMOS/MP between machines")

local HELLO, MESSAGE, ACK, GOODBYE = 30, 31, 32, 33
local HEADERS = 76
local LONGEST = 33792
local MAGIC = 0x44454d4f

local commands = {
	[HELLO] = "HELLO", [MESSAGE] = "MESSAGE", [ACK] = "ACK",
	[GOODBYE] = "GOODBYE",
}
local types = {
	[8] = "DATA", [12] = "LINK_BODY", [31] = "HELLO", [32] = "SEQ",
	[33] = "ACK",
}
local flag_names = {
	"KERNEL", "NOTICE", "REPLY", "PENDING", "BULK", "LAST", "VOID",
	"AGAIN",
}
local right_names = {
	"KERNEL", "DUP", "PASS", "REPLY", "READ", "WRITE", "NOTIFY",
	"MEMORY",
}
local operations = {
	[1] = "STATUS", [2] = "LINKS", [3] = "SUSPEND", [4] = "RESUME",
	[5] = "KILL", [6] = "MIGRATE", [7] = "SET_REGS", [8] = "PAIRS",
	[9] = "PRIORITY", [10] = "PERSONALITY",
	[11] = "GIVE", [12] = "LINK", [64] = "CREATE",
	[65] = "BOOT", [66] = "RESOLVE", [67] = "CAPACITY", [96] = "EXITED",
	[97] = "FAULTED", [98] = "FOREIGN",
	[128] = "LINK_UPDATE", [129] = "FOLD", [130] = "PULL",
	[131] = "DATA", [132] = "PUSH", [133] = "PUSHED", [134] = "ASK",
	[135] = "REFUSE", [136] = "ESTABLISHED", [137] = "CLEANED",
	[138] = "LOST", [139] = "CREDIT", [140] = "HOLE", [141] = "FORGET",
	[142] = "SEEK", [143] = "FOUND", [144] = "PROBE", [145] = "REPORT",
	[146] = "HOLDS", [147] = "QUERY", [148] = "KEPT", [149] = "MOVED",
	[150] = "ALARM",
}
local results = {
	[0] = "OK", "ENOLINK", "ERIGHTS", "ESIZE", "EADDRESS", "ETIME",
	"EDEAD", "EDESTROYED", "EROOM", "ECALL", "EUNREACHABLE", "EREFUSED",
	"EBUSY", "ESTATE", "EUNKNOWN", "EFULL",
}

-- Attributes of a frame, by command and type: least and greatest size, least
-- and greatest number
local rules = {
	[HELLO] = { [31] = { 40, 40, 1, 1 } },
	[MESSAGE] = {
		[32] = { 8, 8, 1, 1 }, [33] = { 8, 8, 1, 1 },
		[12] = { 32, 32, 0, 4 }, [8] = { 1, 32784, 0, 1 },
	},
	[ACK] = { [33] = { 8, 8, 1, 1 } },
	[GOODBYE] = { [33] = { 8, 8, 1, 1 } },
}

local f = {
	length = ProtoField.uint32("demos.length", "Length"),
	command = ProtoField.uint8("demos.command", "Command", base.DEC,
				   commands),
	version = ProtoField.uint8("demos.version", "Version"),
	attribute = ProtoField.uint16("demos.attribute", "Attribute", base.DEC,
				      types),
	to = ProtoField.string("demos.to", "To"),
	from = ProtoField.string("demos.from", "From"),
	number = ProtoField.uint64("demos.number", "Number"),
	flags = ProtoField.uint32("demos.flags", "Flags", base.HEX),
	code = ProtoField.uint32("demos.code", "Code"),
	channel = ProtoField.uint8("demos.channel", "Channel"),
	hops = ProtoField.uint8("demos.hops", "Hops"),
	via = ProtoField.uint16("demos.via", "Forwarded last by"),
	seq = ProtoField.uint64("demos.seq", "Frame number"),
	ack = ProtoField.uint64("demos.ack", "Accepted below"),
	data = ProtoField.bytes("demos.data", "Data"),
	operation = ProtoField.uint16("demos.operation", "Operation", base.DEC,
				      operations, 0x7fff),
	answer = ProtoField.bool("demos.answer", "Answer", 16, nil, 0x8000),
	result = ProtoField.uint16("demos.result", "Result", base.DEC,
				   results),
	notice = ProtoField.uint16("demos.notice", "Notice", base.DEC,
				   results),
	about = ProtoField.string("demos.notice.pid", "About"),
	link = ProtoField.string("demos.link", "Link"),
	link_code = ProtoField.uint32("demos.link.code", "Code"),
	link_flags = ProtoField.uint16("demos.link.flags", "Rights",
				       base.HEX),
	link_channel = ProtoField.uint8("demos.link.channel", "Channel"),
	link_hands = ProtoField.uint8("demos.link.hands", "Passed on"),
	link_area = ProtoField.uint32("demos.link.area", "Data area",
				      base.HEX),
	link_length = ProtoField.uint32("demos.link.length", "Length"),
	magic = ProtoField.uint32("demos.hello.magic", "Magic", base.HEX),
	highest = ProtoField.uint16("demos.hello.version", "Highest version"),
	least = ProtoField.uint16("demos.hello.least", "Lowest version"),
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

-- A field for each bit of a set, beside those above
local function bit_fields(prefix, names, width)
	local fields = {}

	for place, name in ipairs(names) do
		fields[place] = ProtoField.bool(prefix .. "." .. name:lower(),
						name, width, nil,
						2 ^ (place - 1))
		f[prefix .. name] = fields[place]
	end
	return fields
end

local flag_fields = bit_fields("demos.flags", flag_names, 32)
local right_fields = bit_fields("demos.link.flags", right_names, 16)
demos.fields = f

local bad = ProtoExpert.new("demos.bad", "Not a valid frame",
			    expert.group.MALFORMED, expert.severity.ERROR)
demos.experts = { bad }

local function complain(tree, why)
	tree:add_proto_expert_info(bad, why)
end

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
			return tree:add_le(field, tvb(at, size))
		end
		return tree:add(field, tvb(at, size))
	end
	-- A set of bits: a field for all, and below it a field for each
	function read.add_set(tree, field, bits, at, size)
		local below = read.add(tree, field, at, size)

		for _, bit in ipairs(bits) do
			read.add(below, bit, at, size)
		end
		if read.uint(at, size) >= 2 ^ #bits then
			complain(below, "unknown flag")
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

local function is_zero(tvb, at, size)
	for place = at, at + size - 1 do
		if tvb(place, 1):uint() ~= 0 then
			return false
		end
	end
	return true
end

local function add_header(tvb, tree, read)
	local channel = read.uint(68, 1)

	tree:add(f.to, tvb(20, 16), read.address(20))
	tree:add(f.from, tvb(36, 16), read.address(36))
	read.add(tree, f.number, 52, 8)
	read.add_set(tree, f.flags, flag_fields, 60, 4)
	read.add(tree, f.code, 64, 4)
	read.add(tree, f.channel, 68, 1)
	read.add(tree, f.hops, 69, 1)
	read.add(tree, f.via, 70, 2)
	if channel > 31 and channel ~= 255 then
		complain(tree, "no such channel")
	end
	if not (is_zero(tvb, 72, 4) and is_zero(tvb, 30, 2) and
		is_zero(tvb, 46, 2)) then
		complain(tree, "reserved field is not 0")
	end
end

-- The data of a control message begins with an operation
local function add_operation(tvb, tree, at, size)
	local operation = tvb(at, 2):uint()
	local name = operations[operation % 0x8000] or tostring(operation)

	tree:add(f.operation, tvb(at, 2))
	tree:add(f.answer, tvb(at, 2))
	if operation < 0x8000 then
		return " " .. name
	end
	if size >= 4 then
		tree:add(f.result, tvb(at + 2, 2))
	end
	return " " .. name .. " answered"
end

local function add_notice(tvb, tree, at)
	local kind = tvb(at, 2):uint()

	tree:add(f.notice, tvb(at, 2))
	tree:add(f.about, tvb(at + 8, 8), string.format("%d.%s",
		tvb(at + 8, 2):uint(), UInt64(tvb(at + 12, 4):uint(),
					      tvb(at + 10, 2):uint())))
	return " notice " .. (results[kind] or kind)
end

-- Does a kernel receive or send it? Then its data begins with an operation.
local function is_control(read)
	return read.uint(60, 4) % 2 == 1 or read.pid(20):match("%.0$") or
	       read.pid(36):match("%.0$")
end

-- How to show each attribute, by type. Each returns a text for the list of
-- packets.
local show = {}

show[31] = function(_, tree, read, at)
	local round = read.uint(at + 12, 4)

	read.add(tree, f.magic, at, 4)
	read.add(tree, f.highest, at + 4, 2)
	read.add(tree, f.machine, at + 6, 2)
	read.add(tree, f.hello_to, at + 8, 2)
	read.add(tree, f.least, at + 10, 2)
	read.add(tree, f.round, at + 12, 4)
	read.add(tree, f.incarnation, at + 16, 8)
	read.add(tree, f.to_incarnation, at + 24, 8)
	read.add(tree, f.accepted, at + 32, 8)
	if read.uint(at, 4) ~= MAGIC then
		complain(tree, "no magic")
	end
	return " from " .. read.uint(at + 6, 2) ..
	       (round > 0 and " chosen " .. round or "")
end

show[32] = function(_, tree, read, at)
	read.add(tree, f.seq, at, 8)
	return " seq " .. tostring(read.uint64(at))
end

show[33] = function(_, tree, read, at)
	read.add(tree, f.ack, at, 8)
	return " ack " .. tostring(read.uint64(at))
end

show[12] = function(tvb, tree, read, at, size)
	local link = tree:add(f.link, tvb(at, size), read.address(at))

	read.add(link, f.link_code, at + 16, 4)
	read.add_set(link, f.link_flags, right_fields, at + 20, 2)
	read.add(link, f.link_channel, at + 22, 1)
	read.add(link, f.link_area, at + 24, 4)
	read.add(link, f.link_length, at + 28, 4)
	read.add(link, f.link_hands, at + 23, 1)
	if not is_zero(tvb, at + 10, 2) then
		complain(link, "reserved field is not 0")
	end
	return " link"
end

show[8] = function(tvb, tree, read, at, size)
	local flags = read.uint(60, 4)

	tree:add(f.data, tvb(at, size))
	if math.floor(flags / 2) % 2 == 1 then
		if size == 16 then
			return add_notice(tvb, tree, at)
		end
		complain(tree, "notice has a wrong size")
	elseif size >= 2 and is_control(read) then
		return add_operation(tvb, tree, at, size)
	end
	return ""
end

-- One attribute, @length bytes, padding not counted
local function add_attribute(tvb, tree, read, at, length, seen)
	local command = tvb(16, 1):uint()
	local kind = read.uint(at + 2, 2)
	local padded = math.floor((length + 3) / 4) * 4
	local rule = (rules[command] or {})[kind]
	local size = length - 4

	if command == HELLO and kind >= 0x1000 then
		tree:add(f.option, tvb(at, length))
		return ""
	end
	read.add(tree, f.attribute, at + 2, 2)
	seen[kind] = (seen[kind] or 0) + 1
	if not rule then
		complain(tree, "attribute " .. kind .. " does not belong here")
		return " ?"
	elseif size < rule[1] or size > rule[2] then
		complain(tree, types[kind] .. " has a wrong size")
		return " ?"
	elseif seen[kind] > rule[4] then
		complain(tree, types[kind] .. " occurs too often")
	end
	if not is_zero(tvb, at + length, padded - length) then
		complain(tree, "padding is not 0")
	end
	return show[kind](tvb, tree, read, at + 4, size)
end

local function add_attributes(tvb, tree, read)
	local command = tvb(16, 1):uint()
	local at, said, seen = HEADERS, "", {}

	while at < tvb:len() do
		local length = at + 4 <= tvb:len() and read.uint(at, 2) or 0
		local padded = math.floor((length + 3) / 4) * 4

		if length < 4 or at + padded > tvb:len() then
			complain(tree, "attribute is cut off")
			return said
		end
		said = said .. add_attribute(tvb, tree, read, at, length, seen)
		at = at + padded
	end
	for kind, rule in pairs(rules[command] or {}) do
		if (seen[kind] or 0) < rule[3] then
			complain(tree, types[kind] .. " is missing")
		end
	end
	return said
end

-- The netlink header, and a header that must be empty
local function check_headers(tvb, tree, read)
	local command = tvb(16, 1):uint()

	if tvb:len() ~= read.uint(0, 4) or tvb:len() % 4 ~= 0 then
		complain(tree, "length")
	end
	if not (is_zero(tvb, 6, 10) and is_zero(tvb, 18, 2)) then
		complain(tree, "netlink header is not 0")
	end
	if tvb(17, 1):uint() ~= 1 then
		complain(tree, "version")
	end
	if not commands[command] then
		complain(tree, "command")
	elseif command ~= MESSAGE and not is_zero(tvb, 20, 56) then
		complain(tree, "header is not empty")
	end
end

local function dissect_frame(tvb, pinfo, root)
	local tree = root:add(demos, tvb())
	local order = tvb(4, 2):le_uint()

	pinfo.cols.protocol = "DEMOS"
	if (order ~= 0x4453 and order ~= 0x5344) or tvb:len() < HEADERS then
		complain(tree, "wrong type or length")
		return tvb:len()
	end
	local read = reader(tvb)
	local command = tvb(16, 1):uint()
	local said = commands[command] or "command " .. command

	read.add(tree, f.length, 0, 4)
	tree:add(f.command, tvb(16, 1))
	tree:add(f.version, tvb(17, 1))
	check_headers(tvb, tree, read)
	if command == MESSAGE then
		add_header(tvb, tree, read)
	end
	said = said .. add_attributes(tvb, tree, read)
	pinfo.cols.info:append(" [" .. said .. "]")
	tree:append_text(": " .. said)
	return tvb:len()
end

local function frame_length(tvb, _, at)
	local little = tvb(at + 4, 2):le_uint() == 0x4453
	local range = tvb(at, 4)
	local length = little and range:le_uint() or range:uint()

	-- Bytes that are not a frame are taken as a whole
	if length < HEADERS or length > LONGEST then
		return tvb:len() - at
	end
	return length
end

-- A TLS record begins with its type, 3, and 1 to 4. As a length, in either byte
-- order, that is more than the maximum of a frame.
local function is_tls(tvb)
	return tvb:len() >= 3 and tvb(0, 1):uint() >= 20 and
	       tvb(0, 1):uint() <= 23 and tvb(1, 1):uint() == 3 and
	       tvb(2, 1):uint() >= 1 and tvb(2, 1):uint() <= 4
end

local tls = Dissector.get("tls")

function demos.dissector(tvb, pinfo, root)
	if is_tls(tvb) then
		-- Each call takes one; TLS must wait for whole records
		pinfo.can_desegment = 2 * pinfo.can_desegment
		return tls:call(tvb, pinfo, root)
	end
	pinfo.cols.info = ""
	dissect_tcp_pdus(tvb, root, 16, frame_length, dissect_frame)
	return tvb:len()
end

DissectorTable.get("tcp.port"):add(1983, demos)
