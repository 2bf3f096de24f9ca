using System.Globalization;
using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Queries;

/// <summary>Reads term-level queries. A query on an unmapped field matches nothing.</summary>
internal static class TermQueries
{
    private const int MaxTerms = 65_536;

    // More terms are read one after the other. Fewer can skip documents that other clauses exclude.
    private const int FewTerms = 256;

    public static Query Term(QueryReader reader, JsonElement body)
    {
        var clause = Clause.Read("term", body, "value", "case_insensitive");
        if (clause.Flag("case_insensitive", false) && reader.Mapping.Find(clause.Field) is { } field)
        {
            return field.Type is FieldType.Text or FieldType.Keyword
                ? PatternQueries.AnyCase(new Term(clause.Field, clause.Value("value")))
                : throw NodeException.OfSearch("query_shard_exception",
                    $"[{field.Name}] field which is of type [{field.TypeName}], does not support case insensitive term queries");
        }

        return Of(reader, clause.Field, TextOf(reader, clause.Field, clause.Element("value")) ?? clause.Value("value"));
    }

    public static Query Terms(QueryReader reader, JsonElement body)
    {
        var fields = body.EnumerateObject().Where(property => property.Name is not ("boost" or "_name")).ToList();
        if (fields.Count != 1)
        {
            throw NodeException.Parsing("[terms] query requires exactly one field");
        }

        var member = fields[0];
        if (member.Value.ValueKind == JsonValueKind.Object)
        {
            throw member.Value.EnumerateObject().FirstOrDefault(option => option.Name is not ("index" or "id" or "path" or "routing")) is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown
                ? NodeException.Content($"[terms_lookup] unknown field [{unknown.Name}]")
                : NodeException.IllegalArgument("this node does not support a lookup of [terms]");
        }

        if (member.Value.ValueKind != JsonValueKind.Array)
        {
            throw NodeException.Parsing($"[terms] query requires an array of terms for [{member.Name}]");
        }

        if (member.Value.GetArrayLength() > MaxTerms)
        {
            throw NodeException.IllegalArgument(
                $"The number of terms [{member.Value.GetArrayLength()}] used in the Terms Query request " +
                $"has exceeded the allowed maximum of [{MaxTerms}].");
        }

        string[] texts = [.. member.Value.EnumerateArray().Select(value =>
            TextOf(reader, member.Name, value) ?? throw NodeException.Parsing("No value specified for terms query"))];
        if (texts.Length > FewTerms
            && (member.Name == LuceneDocument.Id || reader.Mapping.Find(member.Name)?.Type is FieldType.Text or FieldType.Keyword))
        {
            return new ManyTermsQuery(member.Name, texts.ToHashSet());
        }

        var any = new BooleanQuery(disableCoord: true);
        foreach (var text in texts)
        {
            // As in Elasticsearch, a number out of range is an error here, and matches nothing in a query of one term.
            any.Add(reader.Mapping.Find(member.Name) is { Type: FieldType.Long } number
                ? RangeQueries.Exactly(reader, number, text)
                : Of(reader, member.Name, text), Occur.SHOULD);
        }

        return new ConstantScoreQuery(any);
    }

    public static Query Exists(QueryReader reader, JsonElement body)
    {
        if (body.EnumerateObject().FirstOrDefault(member => member.Name is not ("field" or "boost" or "_name")) is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw NodeException.Parsing($"[exists] query does not support [{unknown.Name}]");
        }

        var field = body.TryGetProperty("field", out var name) ? JsonText.ScalarOf(name) : null;
        if (string.IsNullOrEmpty(field))
        {
            throw field is null
                ? NodeException.Parsing("[exists] must be provided with a [field]")
                : NodeException.IllegalArgument("field name is null or empty");
        }

        if (field == LuceneDocument.Id)
        {
            return new ConstantScoreQuery(new MatchAllDocsQuery());
        }

        if (reader.Mapping.Find(field) is { } mapped)
        {
            return Exists(mapped);
        }

        // An object exists if one of its fields does. A pattern stands for fields and objects.
        var pattern = new PathPattern(field);
        var any = new BooleanQuery(disableCoord: true);
        foreach (var inner in reader.Mapping.Fields.Where(inner => pattern.Matches(inner.Name)
            || inner.Name.StartsWith($"{field}.", StringComparison.Ordinal)))
        {
            any.Add(Exists(inner), Occur.SHOULD);
        }

        return new ConstantScoreQuery(any);
    }

    /// <summary>Returns a query for the documents that have a value in the field.</summary>
    public static Query Exists(FieldMapping field) =>
        new ConstantScoreQuery(new TermQuery(new Term(LuceneDocument.FieldNames, field.Name)));

    public static Query Prefix(QueryReader reader, JsonElement body)
    {
        var clause = Clause.Read("prefix", body, "value", "case_insensitive", "rewrite");
        var term = new Term(clause.Field, clause.Value("value"));
        var anyCase = clause.Flag("case_insensitive", false);
        return OnTexts(reader, "prefix", clause.Field, () => PatternQueries.WithRewrite(
            anyCase ? PatternQueries.AnyCasePrefix(term) : new PrefixQuery(term), clause.Text("rewrite")));
    }

    public static Query Wildcard(QueryReader reader, JsonElement body)
    {
        var clause = Clause.Read("wildcard", body, "value", "wildcard", "case_insensitive", "rewrite");
        var other = clause.Option("wildcard");
        var pattern = other.ValueKind == JsonValueKind.Undefined ? clause.Element("value") : other;
        var text = pattern.ValueKind == JsonValueKind.Undefined ? clause.Value("value") : RequestValue.Text(pattern);
        var term = new Term(clause.Field, text);
        var anyCase = clause.Flag("case_insensitive", false);
        // As in Elasticsearch, a pattern without letters matches nothing, not even an empty value.
        return OnTexts(reader, "wildcard", clause.Field, () => term.Text.Length == 0 ? new BooleanQuery() : PatternQueries.WithRewrite(
            PatternQueries.Wildcard(term, anyCase), clause.Text("rewrite")));
    }

    public static Query Fuzzy(QueryReader reader, JsonElement body)
    {
        var clause = Clause.Read("fuzzy", body, "value", "fuzziness", "prefix_length", "max_expansions", "transpositions");
        var (fuzziness, term) = (Fuzziness.Read(clause, "transpositions"), new Term(clause.Field, clause.Value("value")));
        return OnTexts(reader, "fuzzy", clause.Field, () => fuzziness.PrefixLength >= 0
            ? fuzziness.Apply(term, reader.Interrupt)
            : throw NodeException.OfQuery("prefixLength cannot be negative."));
    }

    public static Query Ids(JsonElement body)
    {
        var any = new BooleanQuery(disableCoord: true);
        var hasEmpty = false;
        foreach (var id in Values(body))
        {
            var text = JsonText.ScalarOf(id) ?? throw NodeException.Parsing("No value specified for term query");
            any.Add(new TermQuery(new Term(LuceneDocument.Id, text)), Occur.SHOULD);
            hasEmpty |= text.Length == 0;
        }

        return hasEmpty ? throw NodeException.OfQuery("Ids can't be empty") : new ConstantScoreQuery(any);
    }

    private static List<JsonElement> Values(JsonElement body)
    {
        if (body.EnumerateObject().FirstOrDefault(member => member.Name is not ("values" or "boost" or "_name")) is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw NodeException.Parsing($"[ids] unknown field [{unknown.Name}]");
        }

        return !body.TryGetProperty("values", out var values) ? [] : values.ValueKind switch
        {
            JsonValueKind.Array => [.. values.EnumerateArray()],
            JsonValueKind.String => [values],
            _ => throw NodeException.Parsing($"[ids] values doesn't support values of type: {RequestValue.TokenOf(values)}"),
        };
    }

    /// <summary>Returns a query for the documents with a value in a field.</summary>
    public static Query Of(QueryReader reader, string name, string value)
    {
        if (name == LuceneDocument.Id)
        {
            return new ConstantScoreQuery(new TermQuery(new Term(LuceneDocument.Id, value)));
        }

        if (reader.Mapping.Find(name) is not { } field)
        {
            return new BooleanQuery();
        }

        return field.Type switch
        {
            FieldType.Text or FieldType.Keyword => new TermQuery(new Term(name, value)),
            FieldType.Boolean => new TermQuery(new Term(name, BooleanOf(value))),
            FieldType.Long when decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                number != Math.Floor(number) ? new BooleanQuery()
                : field.TypeName != "long" && number is < int.MinValue or > int.MaxValue ? new BooleanQuery()
                : number is >= long.MinValue and <= long.MaxValue ? RangeQueries.Between(reader, field, value, true, value, true)
                : throw NodeException.OfQuery($"Value [{value}] is out of range for a {field.TypeName}"),
            _ => RangeQueries.Between(reader, field, value, true, value, true),
        };
    }

    /// <summary>Returns the term of a Boolean. An empty text is false.</summary>
    /// <exception cref="NodeException">The text is no Boolean.</exception>
    public static string BooleanOf(string text) => text switch
    {
        "true" => text,
        "false" or "" => "false",
        _ => throw NodeException.OfQuery($"Can't parse boolean value [{text}], expected [true] or [false]"),
    };

    // As in Elasticsearch, the cause is the query itself, and for fuzzy an invalid argument.
    private static NodeException WrongField(string query, string reason) =>
        query == "fuzzy" ? NodeException.OfQuery(reason) : NodeException.OfSearch("query_shard_exception", reason);

    private static string? TextOf(QueryReader reader, string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && reader.Mapping.Find(name) is { Type: FieldType.Date }
            ? DateValue.OfNumber(value.GetRawText())
            : JsonText.ScalarOf(value);

    /// <summary>Returns a query on a field with texts. That on an unmapped field matches nothing.</summary>
    /// <exception cref="NodeException">The field has another type.</exception>
    public static Query OnTexts(QueryReader reader, string query, string name, Func<Query> create) => reader.Mapping.Find(name) switch
    {
        null => new BooleanQuery(),
        { Type: FieldType.Text or FieldType.Keyword } => create(),
        var field => throw WrongField(
            query, $"Can only use {query} queries on keyword, text and wildcard fields - not on [{name}] "
            + $"which is of type [{field.TypeName}]"),
    };
}
