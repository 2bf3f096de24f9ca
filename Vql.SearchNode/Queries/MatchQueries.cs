using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Queries;

/// <summary>Reads full-text queries, whose text is analyzed with the analyzer of the field.</summary>
internal static class MatchQueries
{
    public static Query Match(QueryReader reader, JsonElement body)
    {
        var clause = Clause.Read("match", body, "query", "operator", "fuzziness", "minimum_should_match", "zero_terms_query",
            "prefix_length", "max_expansions", "fuzzy_transpositions", "analyzer", "auto_generate_synonyms_phrase_query", "lenient");
        var text = clause.Value("query");
        Check(clause);
        if (reader.Mapping.Find(clause.Field) is not { } field)
        {
            return clause.Field == LuceneDocument.Id ? TermQueries.Of(reader, clause.Field, text) : new BooleanQuery();
        }

        Fuzziness? fuzziness = clause.Text("fuzziness") is null ? null : Fuzziness.Read(clause, "fuzzy_transpositions");
        var all = Operators.IsAnd(clause.Text("operator"));
        if (field.Type is not (FieldType.Text or FieldType.Keyword))
        {
            return fuzziness is null
                ? OfValue(reader, clause, text)
                : throw NodeException.OfQuery(
                    $"Can only use fuzzy queries on keyword and text fields - not on [{field.Name}] which is of type [{field.TypeName}]");
        }

        var positions = Positions(reader, clause, field, text);
        if (positions.Count == 0)
        {
            return clause.Text("zero_terms_query") == "all" ? new MatchAllDocsQuery() : new BooleanQuery();
        }

        if (positions.Count == 1)
        {
            return AtPosition(reader, field.Name, positions[0], fuzziness);
        }

        var query = new BooleanQuery(disableCoord: true);
        var minimum = all ? null : clause.Text("minimum_should_match");
        foreach (var (tokens, count) in minimum is null ? MergeRepeated(positions) : positions.Select(tokens => (tokens, 1)))
        {
            var position = AtPosition(reader, field.Name, tokens, fuzziness);
            position.Boost = count;
            query.Add(position, all ? Occur.MUST : Occur.SHOULD);
        }

        if (minimum is not null)
        {
            query.MinimumNumberShouldMatch = BoolQueries.MinimumOf(minimum, positions.Count);
        }

        return query;
    }

    public static Query Phrase(QueryReader reader, JsonElement body)
    {
        var clause = Clause.Read("match_phrase", body, "query", "slop", "analyzer", "zero_terms_query");
        var text = clause.Value("query");
        Check(clause);
        if (reader.Mapping.Find(clause.Field) is not { } field)
        {
            return clause.Field == LuceneDocument.Id ? TermQueries.Of(reader, clause.Field, text) : new BooleanQuery();
        }

        if (field.Type is not (FieldType.Text or FieldType.Keyword))
        {
            return TermQueries.Of(reader, field.Name, text);
        }

        var positions = Positions(reader, clause, field, text);
        if (positions.Count <= 1)
        {
            return positions.Count > 0 ? AtPosition(reader, field.Name, positions[0], null)
                : clause.Text("zero_terms_query") == "all" ? new MatchAllDocsQuery() : new BooleanQuery();
        }

        var phrase = new MultiPhraseQuery { Slop = clause.Number("slop", 0) };
        foreach (var tokens in positions)
        {
            phrase.Add([.. tokens.Select(token => new Term(field.Name, token.Text))], tokens[0].Position);
        }

        return phrase;
    }

    /// <summary>Reads a phrase whose last word is a prefix.</summary>
    public static Query PhrasePrefix(QueryReader reader, JsonElement body)
    {
        var clause = Clause.Read("match_phrase_prefix", body, "query", "slop", "analyzer", "max_expansions", "zero_terms_query");
        var text = clause.Value("query");
        Check(clause);
        var (slop, maxExpansions) = (clause.Number("slop", 0), clause.Number("max_expansions", 50));
        if (clause.Field == LuceneDocument.Id)
        {
            throw NodeException.OfQuery("Can only use phrase prefix queries on text fields - not on [_id] which is of type [_id]");
        }

        if (reader.Mapping.Find(clause.Field) is not { } field)
        {
            return new BooleanQuery();
        }

        if (field.Type != FieldType.Text)
        {
            throw NodeException.OfQuery(
                $"Can only use phrase prefix queries on text fields - not on [{field.Name}] which is of type [{field.TypeName}]");
        }

        var positions = Positions(reader, clause, field, text);
        return positions.Count > 0
            ? new PhrasePrefixQuery(
                field.Name, [.. positions.Select(tokens => (tokens.Select(token => token.Text).ToArray(), tokens[0].Position))], slop,
                    maxExpansions)
            : clause.Text("zero_terms_query") == "all" ? new MatchAllDocsQuery() : new BooleanQuery();
    }

    /// <summary>Reads a query that matches the last token as a prefix if the text ends with it.</summary>
    public static Query BoolPrefix(QueryReader reader, JsonElement body)
    {
        var clause = Clause.Read("match_bool_prefix", body, "query", "operator", "analyzer", "minimum_should_match",
            "fuzziness", "prefix_length", "max_expansions", "fuzzy_transpositions");
        Fuzziness? fuzziness = clause.Text("fuzziness") is null ? null : Fuzziness.Read(clause, "fuzzy_transpositions");
        var text = clause.Value("query");
        Check(clause);
        if (reader.Mapping.Find(clause.Field) is not { } field)
        {
            return new BooleanQuery();
        }

        if (field.Type is not (FieldType.Text or FieldType.Keyword))
        {
            throw NodeException.OfQuery(
                $"Can only use prefix queries on keyword, text and wildcard fields - not on [{field.Name}] " +
                $"which is of type [{field.TypeName}]");
        }

        var positions = Positions(reader, clause, field, text);
        var occur = Operators.IsAnd(clause.Text("operator")) ? Occur.MUST : Occur.SHOULD;
        var query = new BooleanQuery(disableCoord: true);
        for (var index = 0; index < positions.Count; index++)
        {
            query.Add(
                index == positions.Count - 1 && positions[index] is [var last] && last.End == text.Length
                    ? new ConstantScoreQuery(new PrefixQuery(new Term(field.Name, last.Text)))
                    : AtPosition(reader, field.Name, positions[index], fuzziness),
                occur);
        }

        if (clause.Text("minimum_should_match") is { } minimum && occur == Occur.SHOULD && positions.Count > 1)
        {
            query.MinimumNumberShouldMatch = BoolQueries.MinimumOf(minimum, positions.Count);
        }

        return query;
    }

    private static void Check(Clause clause)
    {
        if (clause.Number("slop", 0) < 0)
        {
            throw NodeException.IllegalArgument("No negative slop allowed.");
        }

        if (clause.Number("prefix_length", 0) < 0)
        {
            throw NodeException.IllegalArgument("[prefix_length] must be non-negative.");
        }

        if (clause.Number("max_expansions", 1) <= 0)
        {
            throw NodeException.IllegalArgument("[max_expansions] must be positive.");
        }

        if (clause.Text("zero_terms_query")?.ToLowerInvariant() is not (null or "all" or "none") and var unknown)
        {
            throw NodeException.Parsing($"Unsupported zero_terms_query value [{unknown}]");
        }
    }

    // A lenient query matches nothing if the text does not fit the type of the field.
    private static Query OfValue(QueryReader reader, Clause clause, string text)
    {
        try
        {
            return TermQueries.Of(reader, clause.Field, text);
        }
        catch (NodeException fault) when (fault.IsOfSearch && clause.Flag("lenient", false))
        {
            return new BooleanQuery();
        }
    }

    // A repeated word is searched once, with its count as boost, because fuzzy matching is expensive.
    private static IEnumerable<(List<Token> Tokens, int Count)> MergeRepeated(List<List<Token>> positions) =>
        positions.GroupBy(tokens => string.Join('\n', tokens.Select(token => token.Text))).Select(group => (group.First(), group.Count()));

    // Tokens at the same position, such as the grams of a word, are alternatives, regardless of the operator.
    private static Query AtPosition(QueryReader reader, string field, List<Token> tokens, Fuzziness? fuzziness)
    {
        if (tokens.Count == 1)
        {
            var term = new Term(field, tokens[0].Text);
            return fuzziness?.Apply(term, reader.Interrupt) ?? new TermQuery(term);
        }

        return new SynonymQuery(field, [.. tokens.Select(token => token.Text).Distinct()]);
    }

    private static List<List<Token>> Positions(QueryReader reader, Clause clause, FieldMapping field, string text)
    {
        var analyzer = clause.Text("analyzer") is { } name
            ? reader.Mapping.Analyzers.Find(name) ?? throw NodeException.OfSearch("query_shard_exception", $"analyzer [{name}] not found")
            : reader.Mapping.SearchAnalyzerOf(field);
        return [.. Tokens.Of(analyzer, text).GroupBy(token => token.Position).Select(group => group.ToList())];
    }
}
