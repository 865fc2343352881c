// SPDX-License-Identifier: GPL-2.0
/*
 * Recursive descent. @depth bounds it: hostile scripts end with an error, not
 * with the stack. Chains, lists, pipes and elifs of any length take no depth.
 */
#include <string.h>

#include "parse.h"

static struct node *parse_list(struct parser *parser, bool line);
static struct node *parse_command(struct parser *parser);

/* Words that end the list before them, or that nothing can begin with */
static const char *const reserved[] = {
	"then", "elif", "else", "fi", "do", "done", "}", NULL
};

/* Commands of other shells */
static const char *const missing[] = {
	"case", "esac", "function", "select", NULL
};

static bool is_wrong(const struct parser *parser)
{
	return parser->error.length;
}

static void advance(struct parser *parser)
{
	if (parser->token.kind != TOKEN_WRONG)
		lex_next(&parser->lexer, &parser->token);
}

static void begin_error(struct parser *parser)
{
	text_string(&parser->error, "line ");
	text_number(&parser->error, (long)parser->token.line);
	text_string(&parser->error, ": ");
}

static void *refuse(struct parser *parser, const char *why)
{
	if (is_wrong(parser))
		return NULL;
	begin_error(parser);
	text_string(&parser->error, why);
	return NULL;
}

static void *no_memory(struct parser *parser)
{
	return refuse(parser, "no memory");
}

/* The next token cannot be there */
static void *unexpected(struct parser *parser, const char *wanted)
{
	const struct token *token = &parser->token;
	size_t shown = token->length < 40 ? token->length : 40;

	if (is_wrong(parser))
		return NULL;
	if (token->kind == TOKEN_WRONG) {
		parser->incomplete = parser->lexer.incomplete;
		return refuse(parser, parser->lexer.wrong);
	}
	begin_error(parser);
	parser->incomplete = token->kind == TOKEN_END;
	if (token->kind == TOKEN_END) {
		text_string(&parser->error, "the end");
	} else if (token->kind == TOKEN_NEWLINE) {
		text_string(&parser->error, "the line ends");
	} else {
		text_char(&parser->error, '\'');
		text_add(&parser->error,
			 parser->lexer.source + token->begin, shown);
		text_char(&parser->error, '\'');
	}
	text_string(&parser->error, " where ");
	text_string(&parser->error, wanted);
	text_string(&parser->error, " is expected");
	return NULL;
}

static bool is_word(const struct parser *parser, const char *word)
{
	return parser->token.kind == TOKEN_WORD &&
	       parser->token.length == strlen(word) &&
	       !strncmp(parser->lexer.source + parser->token.begin, word,
			parser->token.length);
}

static bool is_any(const struct parser *parser, const char *const *words)
{
	for (; *words; words++)
		if (is_word(parser, *words))
			return true;
	return false;
}

/* Over a reserved word that must be there; only if nothing is wrong yet */
static bool take(struct parser *parser, const char *word)
{
	char wanted[16];

	if (is_wrong(parser))
		return false;
	if (is_word(parser, word)) {
		advance(parser);
		return true;
	}
	strcpy(wanted, "'");
	strcat(wanted, word);
	strcat(wanted, "'");
	return unexpected(parser, wanted);
}

static void skip_newlines(struct parser *parser)
{
	while (parser->token.kind == TOKEN_NEWLINE)
		advance(parser);
}

static struct node *make(struct parser *parser, enum node_kind kind)
{
	struct node *node = arena_get(parser->arena, sizeof(*node));

	if (!node)
		return no_memory(parser);
	node->kind = (unsigned char)kind;
	node->line = parser->token.line;
	node->begin = parser->token.begin;
	return node;
}

/* A node of @kind around @first */
static struct node *wrap(struct parser *parser, enum node_kind kind,
			 struct node *first)
{
	struct node *node = first ? make(parser, kind) : NULL;

	if (!node)
		return NULL;
	node->line = first->line;
	node->begin = first->begin;
	node->first = first;
	return node;
}

/* The node's text ends before the next token */
static struct node *finish(struct parser *parser, struct node *node)
{
	const char *source = parser->lexer.source;
	size_t end = parser->token.begin;

	if (is_wrong(parser) || !node)
		return NULL;
	while (end > node->begin && (lex_is_blank(source[end - 1]) ||
				     source[end - 1] == '\n'))
		end--;
	node->length = end - node->begin;
	return node;
}

static char *take_text(struct parser *parser, const char *wanted)
{
	char *text;

	if (parser->token.kind != TOKEN_WORD)
		return unexpected(parser, wanted);
	text = arena_copy(parser->arena,
			  parser->lexer.source + parser->token.begin,
			  parser->token.length);
	if (!text)
		return no_memory(parser);
	advance(parser);
	return text;
}

static struct word **add_word(struct parser *parser, struct word **end)
{
	struct word *word = arena_get(parser->arena, sizeof(*word));

	if (!word)
		return no_memory(parser);
	word->text = take_text(parser, "a word");
	*end = word;
	return &word->next;
}

static bool is_redirection(const struct parser *parser)
{
	return parser->token.kind >= TOKEN_READ &&
	       parser->token.kind <= TOKEN_COPY;
}

static struct redirect **add_redirect(struct parser *parser,
				      struct redirect **end)
{
	struct redirect *redirect = arena_get(parser->arena,
					      sizeof(*redirect));

	if (!redirect)
		return no_memory(parser);
	redirect->kind = (enum redirect_kind)(parser->token.kind - TOKEN_READ);
	redirect->stream = parser->token.stream;
	advance(parser);
	redirect->target = take_text(parser, "the name of a file");
	*end = redirect;
	return &redirect->next;
}

static void parse_redirects(struct parser *parser, struct node *node)
{
	struct redirect **end = &node->redirects;

	while (is_redirection(parser) && !is_wrong(parser))
		end = add_redirect(parser, end);
}

static struct node *parse_simple(struct parser *parser)
{
	struct node *node = make(parser, NODE_SIMPLE);
	struct redirect **redirects;
	struct word **words;

	if (!node)
		return NULL;
	redirects = &node->redirects;
	words = &node->words;
	while (!is_wrong(parser)) {
		if (parser->token.kind == TOKEN_WORD)
			words = add_word(parser, words);
		else if (is_redirection(parser))
			redirects = add_redirect(parser, redirects);
		else
			break;
	}
	if (parser->token.kind == TOKEN_OPEN)
		return refuse(parser,
			      "'(' after a word: there are no functions here");
	return node;
}

/* ---- commands of several lines */

static struct node *parse_body(struct parser *parser)
{
	struct node *body;

	if (!take(parser, "do"))
		return NULL;
	body = parse_list(parser, false);
	return take(parser, "done") ? body : NULL;
}

/* An if and its elifs, each the else of the one before */
static struct node *parse_if(struct parser *parser)
{
	struct node *top = make(parser, NODE_IF), *node = top;

	while (node && !is_wrong(parser)) {
		advance(parser);
		node->first = parse_list(parser, false);
		if (!take(parser, "then"))
			return NULL;
		node->second = parse_list(parser, false);
		if (!is_word(parser, "elif"))
			break;
		node->third = make(parser, NODE_IF);
		node = node->third;
	}
	if (node && !is_wrong(parser) && is_word(parser, "else")) {
		advance(parser);
		node->third = parse_list(parser, false);
	}
	return take(parser, "fi") ? top : NULL;
}

static bool is_name(const char *text)
{
	return text && *text && !text[lex_name(text)] && lex_name(text);
}

static void parse_for_words(struct parser *parser, struct node *node)
{
	struct word **end = &node->words->next;

	skip_newlines(parser);
	node->given = !is_word(parser, "in");
	if (!node->given) {
		advance(parser);
		while (parser->token.kind == TOKEN_WORD && !is_wrong(parser))
			end = add_word(parser, end);
	}
	if (parser->token.kind == TOKEN_SEMICOLON)
		advance(parser);
	skip_newlines(parser);
}

static struct node *parse_for(struct parser *parser)
{
	struct node *node = make(parser, NODE_FOR);

	if (!node)
		return NULL;
	advance(parser);
	add_word(parser, &node->words);
	if (is_wrong(parser))
		return NULL;
	if (!is_name(node->words->text))
		return refuse(parser,
			      "the name of a variable must follow 'for'");
	parse_for_words(parser, node);
	node->first = parse_body(parser);
	return node;
}

static struct node *parse_while(struct parser *parser, enum node_kind kind)
{
	struct node *node = make(parser, kind);

	if (!node)
		return NULL;
	advance(parser);
	node->first = parse_list(parser, false);
	node->second = parse_body(parser);
	return node;
}

static struct node *parse_group(struct parser *parser)
{
	struct node *node = make(parser, NODE_GROUP);

	if (!node)
		return NULL;
	advance(parser);
	node->first = parse_list(parser, false);
	return take(parser, "}") ? node : NULL;
}

static struct node *parse_subshell(struct parser *parser)
{
	struct node *node = make(parser, NODE_SUBSHELL);

	if (!node)
		return NULL;
	advance(parser);
	node->first = parse_list(parser, false);
	if (is_wrong(parser))
		return NULL;
	if (parser->token.kind != TOKEN_CLOSE)
		return unexpected(parser, "')'");
	advance(parser);
	return node;
}

static struct node *parse_compound(struct parser *parser)
{
	if (parser->token.kind == TOKEN_OPEN)
		return parse_subshell(parser);
	if (is_word(parser, "if"))
		return parse_if(parser);
	if (is_word(parser, "for"))
		return parse_for(parser);
	if (is_word(parser, "while"))
		return parse_while(parser, NODE_WHILE);
	if (is_word(parser, "until"))
		return parse_while(parser, NODE_UNTIL);
	return parse_group(parser);
}

static bool is_compound(const struct parser *parser)
{
	static const char *const words[] = {
		"if", "for", "while", "until", "{", NULL
	};

	return parser->token.kind == TOKEN_OPEN || is_any(parser, words);
}

static struct node *parse_nested(struct parser *parser)
{
	struct node *node;

	if (++parser->depth > SH_DEPTH_MAX)
		return refuse(parser, "this is nested too deeply");
	node = parse_compound(parser);
	parser->depth--;
	if (node && !is_wrong(parser)) {
		parse_redirects(parser, node);
		if (parser->token.kind == TOKEN_WORD &&
		    !is_any(parser, reserved))
			return unexpected(parser, "';' or the end of the line");
	}
	return node;
}

static struct node *parse_command(struct parser *parser)
{
	if (is_compound(parser))
		return finish(parser, parse_nested(parser));
	if (is_any(parser, missing))
		return refuse(parser,
			      "there are no 'case', 'select' and functions here");
	if (is_any(parser, reserved) || is_word(parser, "!") ||
	    (parser->token.kind != TOKEN_WORD && !is_redirection(parser)))
		return unexpected(parser, "a command");
	return finish(parser, parse_simple(parser));
}

/* ---- commands of commands */

/* Add an element; NULL if something is wrong */
static struct node **add(struct node **end, struct node *node)
{
	if (!node)
		return NULL;
	*end = node;
	return &node->next;
}

static struct node *parse_pipe(struct parser *parser)
{
	struct node *pipe, **end, *first;
	bool not = is_word(parser, "!");

	if (not)
		advance(parser);
	first = parse_command(parser);
	if (first && parser->token.kind == TOKEN_PIPE) {
		pipe = wrap(parser, NODE_PIPE, first);
		end = &first->next;
		while (pipe && end && parser->token.kind == TOKEN_PIPE) {
			advance(parser);
			skip_newlines(parser);
			end = add(end, parse_command(parser));
		}
		first = finish(parser, pipe);
	}
	return not ? finish(parser, wrap(parser, NODE_NOT, first)) : first;
}

static bool is_joint(const struct parser *parser)
{
	return parser->token.kind == TOKEN_AND ||
	       parser->token.kind == TOKEN_OR;
}

static struct node *parse_chain(struct parser *parser)
{
	struct node *first = parse_pipe(parser), *chain, **end;
	enum node_joint joint;

	if (!first || !is_joint(parser))
		return first;
	chain = wrap(parser, NODE_CHAIN, first);
	end = &first->next;
	while (chain && end && is_joint(parser)) {
		joint = parser->token.kind == TOKEN_AND ? JOINT_AND : JOINT_OR;
		advance(parser);
		skip_newlines(parser);
		*end = parse_pipe(parser);
		if (!*end)
			return NULL;
		(*end)->joint = (unsigned char)joint;
		end = &(*end)->next;
	}
	return finish(parser, chain);
}

/* A chain, and what separates it from the next one */
static struct node *parse_item(struct parser *parser, bool line)
{
	struct node *node = parse_chain(parser);

	if (!node)
		return NULL;
	if (parser->token.kind == TOKEN_BACKGROUND)
		node = finish(parser, wrap(parser, NODE_BACKGROUND, node));
	if (parser->token.kind == TOKEN_BACKGROUND ||
	    parser->token.kind == TOKEN_SEMICOLON)
		advance(parser);
	else if (parser->token.kind != TOKEN_NEWLINE &&
		 parser->token.kind != TOKEN_END &&
		 parser->token.kind != TOKEN_CLOSE &&
		 !is_any(parser, reserved))
		return unexpected(parser, "';' or the end of the line");
	if (!line)
		skip_newlines(parser);
	return node;
}

static bool at_end(const struct parser *parser, bool line)
{
	return parser->token.kind == TOKEN_END ||
	       parser->token.kind == TOKEN_CLOSE ||
	       (line && parser->token.kind == TOKEN_NEWLINE) ||
	       is_any(parser, reserved);
}

/* @line: it ends with the line; else with a reserved word or ) */
static struct node *parse_list(struct parser *parser, bool line)
{
	struct node *list, **end, *first;

	if (is_wrong(parser))
		return NULL;
	if (!line)
		skip_newlines(parser);
	first = parse_item(parser, line);
	if (!first || is_wrong(parser) || at_end(parser, line))
		return first;
	list = wrap(parser, NODE_LIST, first);
	end = &first->next;
	while (list && end && !is_wrong(parser) && !at_end(parser, line))
		end = add(end, parse_item(parser, line));
	return finish(parser, list);
}

/**
 * parse_begin - begin with a source
 * @parser: to fill
 * @source: stays until parse_end()
 */
void parse_begin(struct parser *parser, const char *source)
{
	memset(parser, 0, sizeof(*parser));
	parser->lexer.source = source;
	parser->lexer.line = 1;
}

/**
 * parse_next - parse the next command: all of a line, and further lines if it
 * goes on there
 * @parser: the place, which goes on
 * @arena: for the tree
 * @tree: gets the command
 *
 * Return: whether there is one.
 */
enum parsed parse_next(struct parser *parser, struct arena *arena,
		       struct node **tree)
{
	parser->arena = arena;
	lex_next(&parser->lexer, &parser->token);
	skip_newlines(parser);
	if (parser->token.kind == TOKEN_END)
		return PARSED_END;
	*tree = parse_list(parser, true);
	if (*tree && !is_wrong(parser) &&
	    parser->token.kind != TOKEN_NEWLINE &&
	    parser->token.kind != TOKEN_END)
		unexpected(parser, "a command");
	if (!*tree)
		no_memory(parser);	/* unless there was another error */
	if (!is_wrong(parser))
		return PARSED_COMMAND;
	return parser->incomplete ? PARSED_INCOMPLETE : PARSED_WRONG;
}

/**
 * parse_end - free what a parser holds
 * @parser: the parser
 */
void parse_end(struct parser *parser)
{
	text_free(&parser->error);
}
