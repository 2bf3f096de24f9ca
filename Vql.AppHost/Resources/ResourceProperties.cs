namespace Vql.AppHost.Resources;

/// <summary>Sets the properties that the dashboard shows in the details of a resource.</summary>
internal static class ResourceProperties
{
    /// <summary>Adds properties to a resource and replaces properties with the same names.</summary>
    public static Task SetPropertiesAsync(
        this ResourceNotificationService notifications, IResource resource, params ResourcePropertySnapshot[] properties) =>
        notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            Properties = [.. snapshot.Properties.Where(known => !properties.Any(added => added.Name == known.Name)), .. properties],
        });
}
