using CsCheck;
using Vql.Core.Filters;

namespace Vql.Tests.Infrastructure;

/// <summary>Generates filter parameters of the API with stored values, or variations of them.</summary>
internal static class RandomFilters
{
    private static readonly string[] Dates =
    [
        "2024-02-10", "2024-01-05", "2024-03-01", "2024-02-10T08:15Z", "2024-01-31T01:02:03Z", "2024-02-29T12:30:15.250+02:00",
        "1969-12-31T23:59:59.999Z", "1970-01-01", "2199-07-01",
    ];

    /// <summary>Generates several filters with their modifiers.</summary>
    public static Gen<(string Name, string Value)[]> Of(EntityFilters filters, SearchedRows rows) =>
        Gen.OneOf(filters.Parameters.Select(parameter => One(filters, parameter, rows)).ToArray()).Array[1, 3]
            .Select(filter => filter.SelectMany(pairs => pairs).ToArray());

    private static Gen<(string Name, string Value)[]> One(EntityFilters filters, FilterParameter parameter, SearchedRows rows)
    {
        var plain = Gen.Select(
            Gen.OneOf(parameter.Name, parameter.Alias ?? parameter.Name), ValueOf(filters, parameter, rows),
            (name, value) => new[] { (name, value) });
        var modifiers = filters.ModifiersOf(parameter);
        return modifiers.Count == 0 ? plain : Gen.Frequency(
            (3, plain),
            (3, Gen.Select(
                plain, Gen.OneOf(modifiers.Select(modifier => ModifierOf(parameter, modifier)).ToArray()),
                (pairs, modifier) => pairs.Append(modifier).ToArray())));
    }

    private static Gen<(string Name, string Value)> ModifierOf(FilterParameter parameter, string modifier) =>
        Gen.OneOf(modifier switch
        {
            EntityFilters.MatchModifier => [.. EntityFilters.MatchNames(parameter)],
            EntityFilters.FuzzyModifier => parameter.Excludes ? ["false"] : new[] { "true", "false", "3", "5", "7" },
            _ => ["true", "false"],
        }).Select(value => (parameter.Name + modifier, value));

    private static Gen<string> ValueOf(EntityFilters filters, FilterParameter parameter, SearchedRows rows)
    {
        if (parameter.Choices.Count > 0)
        {
            return Gen.OneOf(parameter.Choices.Keys.ToArray()).Array[1, 2].Select(choices => string.Join(',', choices));
        }

        switch (parameter.Kind)
        {
            case FilterKind.Whole or FilterKind.Has:
                return Gen.OneOf("true", "false");
            case FilterKind.After or FilterKind.Before:
                return Gen.OneOf(Dates);
            case FilterKind.Equal or FilterKind.Min or FilterKind.Max:
                return rows.NumbersFor(filters.Fields, filters.Fields[parameter.Fields[0]]).Select(number => number.TrimStart('-'));
        }

        var one = Gen.OneOf(parameter.Fields.Select(field => rows.TextsFor(filters.Fields, filters.Fields[field])).ToArray());
        return parameter.IsList ? one.Array[1, 3].Select(values => string.Join(',', values)) : one;
    }
}
