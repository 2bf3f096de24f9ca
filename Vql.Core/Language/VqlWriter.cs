using System.Text.Json;

namespace Vql.Core.Language;

/// <summary>Writes queries as JSON for Connectra. Members with default values are omitted.</summary>
public static class VqlWriter
{
    /// <summary>Writes a query as a JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, VqlQuery query)
    {
        writer.WriteStartObject();
        var matches = query.Conditions.SelectMany(where => where.Nested()).SelectMany(where => where.TextMatches.All);
        if (matches.Any(match => match.RequiresVersion2))
        {
            writer.WriteNumber("version", VqlQuery.LatestVersion);
        }

        writer.WritePropertyName("where");
        WriteWhere(writer, query.Where);
        OrderWriter.Write(writer, query.OrderBy);
        if (query.Cursor.Count > 0)
        {
            WriteStrings(writer, "cursor", query.PointInTime?.Id is { } id ? [.. query.Cursor, id] : query.Cursor);
        }

        if (query.PointInTime is { } point)
        {
            writer.WriteStartObject("point_in_time");
            writer.WriteString("keep_alive", PointInTime.WriteKeepAlive(point.KeepAlive));
            writer.WriteEndObject();
        }

        if (query.Page > 0)
        {
            writer.WriteNumber("page", query.Page);
        }

        if (query.Limit > 0)
        {
            writer.WriteNumber("limit", query.Limit);
        }

        if (query.SelectColumns.Count > 0)
        {
            WriteStrings(writer, "select_columns", query.SelectColumns);
        }

        if (query.Total)
        {
            writer.WriteBoolean("total", true);
        }

        WriteFacets(writer, query.Facets);
        WriteNames(writer, "highlight", query.Highlight);
        if (query.Company.Populate)
        {
            writer.WriteStartObject("company_config");
            writer.WriteBoolean("populate", true);
            if (query.Company.SelectColumns.Count > 0)
            {
                WriteStrings(writer, "select_columns", query.Company.SelectColumns);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes conditions as a JSON object.</summary>
    internal static void WriteWhere(Utf8JsonWriter writer, VqlWhere where)
    {
        writer.WriteStartObject();
        WriteClauses(writer, "text_matches", where.TextMatches, static (json, matches) =>
        {
            json.WriteStartArray();
            foreach (var match in matches)
            {
                WriteTextMatch(json, match);
            }

            json.WriteEndArray();
        });
        WriteClauses(writer, "keyword_match", where.KeywordMatch, static (json, matches) =>
        {
            json.WriteStartObject();
            foreach (var match in matches)
            {
                json.WritePropertyName(match.Field);
                WriteKeywordValues(json, match);
            }

            json.WriteEndObject();
        });
        WriteClauses(writer, "range_query", where.RangeQuery, static (json, matches) =>
        {
            json.WriteStartObject();
            foreach (var match in matches)
            {
                json.WritePropertyName(match.Field);
                WriteBounds(json, match);
            }

            json.WriteEndObject();
        });
        WriteNames(writer, "exists", where.Exists);
        WriteNames(writer, "missing", where.Missing);
        WriteGroups(writer, "any_of", where.AnyOf);
        WriteGroups(writer, "all_of", where.AllOf);
        WriteGroups(writer, "none_of", where.NoneOf);
        writer.WriteEndObject();
    }

    private static void WriteFacets(Utf8JsonWriter writer, IReadOnlyList<VqlFacet> facets)
    {
        if (facets.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("facets");
        foreach (var facet in facets)
        {
            writer.WriteStartObject();
            writer.WriteString("field", facet.Field);
            writer.WriteNumber("size", facet.Size);
            if (facet.Prefix is { } prefix)
            {
                writer.WriteString("prefix", prefix.Text);
                writer.WriteString("tolerance", VqlNames.Of(facet.Tolerance));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter writer, string name, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            WriteStrings(writer, name, names);
        }
    }

    private static void WriteGroups(Utf8JsonWriter writer, string name, IReadOnlyList<VqlWhere> groups)
    {
        if (groups.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var group in groups)
        {
            WriteWhere(writer, group);
        }

        writer.WriteEndArray();
    }

    private static void WriteClauses<T>(
        Utf8JsonWriter writer, string name, Clauses<T> clauses, Action<Utf8JsonWriter, IReadOnlyList<T>> write)
    {
        if (clauses.IsEmpty)
        {
            return;
        }

        writer.WriteStartObject(name);
        if (clauses.Must.Count > 0)
        {
            writer.WritePropertyName("must");
            write(writer, clauses.Must);
        }

        if (clauses.MustNot.Count > 0)
        {
            writer.WritePropertyName("must_not");
            write(writer, clauses.MustNot);
        }

        writer.WriteEndObject();
    }

    private static void WriteTextMatch(Utf8JsonWriter writer, TextMatch match)
    {
        writer.WriteStartObject();
        writer.WriteString("text_value", match.Text);
        writer.WriteString("filter_key", match.Field);
        writer.WriteString("search_type", VqlNames.Of(match.Type));
        if (match.Fuzzy)
        {
            writer.WritePropertyName("fuzzy");
            WriteFuzzy(writer, match);
        }

        if (match.Operator != MatchOperator.And)
        {
            writer.WriteString("operator", VqlNames.Of(match.Operator));
        }

        if (match.Slop > 0)
        {
            writer.WriteNumber("slop", match.Slop);
        }

        writer.WriteEndObject();
    }

    private static void WriteFuzzy(Utf8JsonWriter writer, TextMatch match)
    {
        if (match.FuzzyMinLength == TextMatch.DefaultFuzzyMinLength)
        {
            writer.WriteBooleanValue(true);
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("min_length", match.FuzzyMinLength);
        writer.WriteEndObject();
    }

    /// <summary>Writes the values of a keyword match in their original form: a list or a single value.</summary>
    public static void WriteKeywordValues(Utf8JsonWriter writer, KeywordMatch match)
    {
        if (!match.IsList)
        {
            match.Values[0].WriteTo(writer);
            return;
        }

        writer.WriteStartArray();
        foreach (var value in match.Values)
        {
            value.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the bounds of a range as an object. VQL and Elasticsearch use the same format.</summary>
    public static void WriteBounds(Utf8JsonWriter writer, RangeMatch match)
    {
        writer.WriteStartObject();
        foreach (var bound in match.Bounds)
        {
            writer.WritePropertyName(VqlNames.Of(bound.Operator));
            bound.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IReadOnlyList<string?> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
