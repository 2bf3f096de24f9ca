using Vql.Core.Aliases;
using Vql.Core.Fields;

namespace Vql.Core.Filters;

/// <summary>The filters of all entities, with the synonyms of a deployment.</summary>
/// <param name="synonyms">The synonyms.</param>
public sealed class FilterSet(Synonyms synonyms)
{
    private readonly EntityFilters _contacts = FilterTable.Contacts.With(synonyms);
    private readonly EntityFilters _companies = FilterTable.Companies.With(synonyms);

    /// <summary>Returns the filters of an entity.</summary>
    public EntityFilters For(Entity entity) => entity == Entity.Contact ? _contacts : _companies;
}
