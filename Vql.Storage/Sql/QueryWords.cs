using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>
/// The words of the texts of a query, as the analyzer in the database reads them, and the terms that match fuzzy words and
/// patterns. They are required to write conditions.
/// </summary>
internal sealed class QueryWords
{
    /// <summary>The maximum number of terms of a fuzzy word: Elasticsearch's <c>max_expansions</c>.</summary>
    private const int MaxExpansions = 50;

    // With more terms, evaluating each row is not slower than the index.
    private const int MaxPatternTerms = 2_000;

    private readonly Dictionary<string, string[]> _words = [];
    private readonly HashSet<string> _endingWithWord = [];
    private readonly Dictionary<(Field Field, string Word, int Edits), string[]> _terms = [];
    private readonly Dictionary<(Field Field, string Pattern), string[]?> _patterns = [];

    /// <summary>Returns the words of a text of the query.</summary>
    public string[] Of(string text) => _words[text];

    /// <summary>Returns whether the text ends with a word, which may be a prefix of a longer word.</summary>
    public bool EndsWithWord(string text) => _endingWithWord.Contains(text);

    /// <summary>Returns the terms of the field that match a pattern. Null if there are too many.</summary>
    public string[]? TermsLike(Field field, string pattern) => _patterns[(field, pattern)];

    /// <summary>Returns the terms of the field that match a fuzzy word or a fuzzy keyword.</summary>
    public string[] TermsOf(Field field, TextMatch match, string word) =>
        match.Fuzzy && EditsOf(match, word) is > 0 and var edits ? _terms[(field, word, edits)] : [word];

    /// <summary>Analyzes the texts of conditions in their normal form.</summary>
    public static async Task<QueryWords> AnalyzeAsync(
        NpgsqlConnection connection, EntityFields entity, IEnumerable<VqlWhere> conditions, CancellationToken cancellationToken)
    {
        var analysis = new QueryWords();
        var matches = conditions.SelectMany(where => where.Nested()).SelectMany(group => group.TextMatches.All).ToList();
        if (matches.Count > 0)
        {
            await analysis.SplitAsync(connection, [.. matches.Select(match => match.Text).Distinct()], cancellationToken);
            await analysis.ExpandFuzzyAsync(connection, entity, matches.Where(match => match.Fuzzy), cancellationToken);
            await analysis.ExpandPatternsAsync(connection, entity, matches, cancellationToken);
        }

        return analysis;
    }

    private static int EditsOf(TextMatch match, string word) => match.EditsOf(word.EnumerateRunes().Count());

    private async Task SplitAsync(NpgsqlConnection connection, string[] texts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select text, words,
                right(vql_lower(vql_nfc(text)), char_length(words[cardinality(words)])) is not distinct from words[cardinality(words)]
                    and cardinality(words) > 0
            from unnest($1::text[]) as text, lateral (select vql_words(text) as words) as split
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _words[reader.GetString(0)] = reader.GetFieldValue<string[]>(1);
            if (reader.GetBoolean(2))
            {
                _endingWithWord.Add(reader.GetString(0));
            }
        }
    }

    private async Task ExpandFuzzyAsync(
        NpgsqlConnection connection, EntityFields entity, IEnumerable<TextMatch> fuzzy, CancellationToken cancellationToken)
    {
        foreach (var match in fuzzy)
        {
            var field = entity[match.Field];
            foreach (var word in field.Kind == FieldKind.Text ? Of(match.Text) : [match.Text])
            {
                if (EditsOf(match, word) is > 0 and var edits && !_terms.ContainsKey((field, word, edits)))
                {
                    _terms[(field, word, edits)] = await FindSimilarAsync(connection, entity, field, word, edits, cancellationToken);
                }
            }
        }
    }

    private async Task ExpandPatternsAsync(
        NpgsqlConnection connection, EntityFields entity, IEnumerable<TextMatch> matches, CancellationToken cancellationToken)
    {
        foreach (var match in matches.Where(match => entity[match.Field].Kind == FieldKind.Text))
        {
            var field = entity[match.Field];
            IEnumerable<string> patterns = match.Type switch
            {
                SearchType.Prefix when EndsWithWord(match.Text) && Of(match.Text) is [.., var last] => [LikePattern.OfPrefix(last)],
                SearchType.Wildcard => [LikePattern.OfWildcard(match.Text)],
                SearchType.Contains => ContainedText.PatternsOf(field, match.Text).Select(LikePattern.OfWildcard),
                _ => [],
            };
            foreach (var pattern in patterns.Where(pattern => !_patterns.ContainsKey((field, pattern))))
            {
                _patterns[(field, pattern)] = await FindLikeAsync(connection, entity, field, pattern, cancellationToken);
            }
        }
    }

    private static async Task<string[]?> FindLikeAsync(
        NpgsqlConnection connection, EntityFields entity, Field field, string pattern, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"select distinct term from vql_terms where source = '{SourceOf(entity, field)}' and term like $1 " +
            $"limit {MaxPatternTerms + 1}", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pattern });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var terms = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            terms.Add(reader.GetString(0));
        }

        return terms.Count > MaxPatternTerms ? null : [.. terms];
    }

    private static async Task<string[]> FindSimilarAsync(
        NpgsqlConnection connection, EntityFields entity, Field field, string word, int edits, CancellationToken cancellationToken)
    {
        var length = word.EnumerateRunes().Count();
        await using var command = new NpgsqlCommand(DictionarySql(entity, field), connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = length - edits });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = length + edits });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var similar = new List<(string Term, float Closeness)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var term = reader.GetString(0);
            var distance = Spelling.Distance(word, term, edits);
            if (distance <= edits)
            {
                similar.Add((term, 1f - ((float)distance / Math.Min(length, term.EnumerateRunes().Count()))));
            }
        }

        return
        [
            .. similar
                .OrderByDescending(candidate => candidate.Closeness)
                .ThenBy(candidate => candidate.Term, StringComparer.Ordinal)
                .Take(MaxExpansions)
                .Select(candidate => candidate.Term)
        ];
    }

    private static string TableOf(EntityFields entity, Field field) => (field.OfCompany ? FieldCatalogue.Companies : entity).Table;

    private static string SourceOf(EntityFields entity, Field field) =>
        $"{TableOf(entity, field)}.{field.Column.Name}{field.WordsSuffix}";

    private static string DictionarySql(EntityFields entity, Field field)
    {
        var table = TableOf(entity, field);
        if (field.Kind == FieldKind.Text)
        {
            return $"select distinct term from vql_terms where source = '{SourceOf(entity, field)}' "
                + "and char_length(term) between $1 and $2";
        }

        var value = EntitySql.SearchExpression(field, field.Column.Name);
        var values = $"(select {(field.IsArray ? $"unnest({value})" : value)} as term from {table}) as terms";
        return $"select distinct term from {values} where char_length(term) between $1 and $2";
    }
}
