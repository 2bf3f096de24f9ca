using Vql.Core.Fields;

namespace Vql.Core.Filters;

/// <summary>The filters that are derived from the catalogue.</summary>
internal static class ListedFilters
{
    /// <summary>Returns the filters of the columns with a <see cref="Column.Filter"/>.</summary>
    public static IEnumerable<FilterParameter> Of(EntityFields entity) => entity.ListedFields.SelectMany(Of);

    private static IEnumerable<FilterParameter> Of(Field field)
    {
        var (description, example) = field.Column.Filter!;
        switch (field.Kind)
        {
            case FieldKind.Number:
                var start = description.TrimEnd('.');
                yield return new(field.Name, FilterKind.Equal, [field.Name], $"{start}, exactly.", example);
                yield return new($"{field.Name}_min", FilterKind.Min, [field.Name], $"{start}, at least.", example);
                yield return new($"{field.Name}_max", FilterKind.Max, [field.Name], $"{start}, at most.", example);
                break;
            case FieldKind.Date:
                throw new InvalidOperationException($"{field.Name}: date filters must be declared in FilterTable.");
            default:
                yield return new(field.Name, KindOf(field.Column), [field.Name], description, example);
                break;
        }
    }

    private static FilterKind KindOf(Column column) => column.Normalization switch
    {
        ValueNormalization.Phone => FilterKind.Phone,
        ValueNormalization.Domain => FilterKind.Website,
        _ => FilterKind.Any,
    };
}
